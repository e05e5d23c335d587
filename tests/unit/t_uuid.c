/*
 * The vectors are Python's: uuid.uuid5(uuid.UUID(
 * 'ea87ae76-102b-4841-a675-b0c4f1e48b6f'), name).
 */
#include "core/core.h"
#include "test.h"

static void
as_python_says(void)
{
	char u[37];

	uuid_v5("", u);
	CHECK_STR(u, "badbdaf9-86c8-58fa-b5ce-d54cf2e17a77");
	uuid_v5("dossier", u);
	CHECK_STR(u, "c4d60ae6-2f31-570a-b5d3-c153054c319d");
	uuid_v5("system/triage \xc3\xa9", u);
	CHECK_STR(u, "ef53d231-677f-5cd3-9e2d-4bb791ce1cc3");
}

int
main(void)
{
	RUN(as_python_says);
	return test_end("t_uuid");
}
