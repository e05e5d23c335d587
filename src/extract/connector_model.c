/*
 * Does a connector run once for each model?  Gather plans its runs by this
 * (CONNECTORS section 2).  Refuses nothing.
 */
#include "extract/connector.h"

bool
connector_has_model(const struct connector *c)
{
	for (size_t i = 0; i < c->nparams; i++)
		if (c->params[i].type == PARAM_MODEL)
			return true;
	return false;
}
