/* The table of kinds, a line a field: kind, field, type, key or -. */
#include <stdio.h>

#include "core/core.h"

int
main(void)
{
	const struct kind *k;

	for (size_t i = 0; (k = kind_at(i)) != NULL; i++)
		for (size_t f = 0; f < k->nfields; f++)
			printf("%s %s %s %s\n", k->name, k->fields[f].name,
			    field_type_name(k->fields[f].type),
			    k->fields[f].is_key ? "key" : "-");
	return 0;
}
