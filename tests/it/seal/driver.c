/*
 * Seals a folder for tests/it/seal-stock.sh:
 *   seal_driver DIR KEY [CHAIN]   bags DIR, signs as producer and issm
 */
#include <stdio.h>

#include "seal/seal.h"

static const char digest[] =
    "c86761df5c6eef89198658b8965759ecf3f11cd98c148411fb6a9f5b5e17054c";

int
main(int argc, char **argv)
{
	const struct seal_source source = {
	    "registry", "OK", "2026-11-23T09:00:00Z"};
	const struct seal_input input = {"inputs/system.yml", digest};
	struct seal_info info = {.package = "demo-2026-11-23-r7",
	    .system = "demo",
	    .organization = "Example Agency",
	    .serial = 7,
	    .as_of = "2026-11-23T09:00:00Z",
	    .from = "2026-10-01",
	    .to = "2026-10-31",
	    .valid_until = "2026-12-23",
	    .retain_until = "2029-11-23",
	    .tool_version = DOSSIER_VERSION,
	    .sources = &source,
	    .nsources = 1,
	    .inputs = &input,
	    .ninputs = 1,
	    .key = argc > 2 ? argv[2] : NULL,
	    .certificate = argc > 3 ? argv[3] : NULL};
	const char *chain = argc > 3 ? argv[3] : NULL;
	struct error e = {0};
	char content[65];

	if (argc < 3)
		return 64;
	if (seal_bag(argv[1], &info, false, content, &e) == -1 ||
	    seal_sign(argv[1], "producer", &info, argv[2], chain, &e) == -1)
		goto fail;
	if (seal_sign(argv[1], "issm", &info, argv[2], chain, &e) == -1)
		goto fail;
	return 0;
fail:
	(void)fprintf(stderr, "%s: %s\n", e.where, e.what);
	return err_exit(e.kind);
}
