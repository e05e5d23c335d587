/*
 * The connectors that are there, and what each was run against: a file
 * mappings/tried.yml, name to sentence, so that the answer is data too.
 */
#include <string.h>

#include "base/file.h"
#include "ext/yaml.h"
#include "run/internal.h"

int
run_sources(struct arena *a, const struct run_opts *o, struct source_info **out,
    size_t *n, struct error *e)
{
	const char *data, *bytes;
	const struct data *tried;
	struct connector_set *set;
	const struct connector *c;
	size_t size;

	*n = 0;
	if (run_find_data(a, o, &data, e) == -1 ||
	    data_connectors(a, data, &set, e) == -1 ||
	    data_read(a, file_join(a, data, "mappings/tried.yml"), &bytes,
		&size, e) == -1 ||
	    yaml_read(a, "mappings/tried.yml", bytes, size, &tried, e) == -1)
		return -1;
	while (connector_at(set, *n) != NULL)
		(*n)++;
	*out = arena_array(a, *n + 1, sizeof(**out));
	for (size_t i = 0; (c = connector_at(set, i)) != NULL; i++) {
		const char *said = data_text(tried, connector_name(c));

		(*out)[i] = (struct source_info){.name = connector_name(c),
		    .speaks = connector_speaks(c),
		    .tried = said == NULL ? "nothing yet" : said};
	}
	return 0;
}

int
run_sign(struct arena *a, const struct run_opts *o, const char *role,
    struct error *e)
{
	struct seal_info info;

	if (seal_read_info(a, o->dir, &info, e) == -1)
		return -1;
	if (o->key == NULL) {
		err_set(e, ERR_REFUSED, o->dir, "there is no key to sign with");
		err_hint(e, "name one with --key FILE");
		return -1;
	}
	return seal_sign(o->dir, role, &info, o->key, o->cert, e);
}
