/*
 * Words and silhouettes of verdicts, control results and states: one table
 * for every renderer (pages.md 3.2).  Five silhouettes, and a sixth for
 * CLAIMED; "outside" and NOT APPLICABLE have none.
 */
#include "core/doc.h"

enum icon
icon_of_word(enum word w)
{
	switch (w) {
	case VERDICT_FAIL:
		return ICON_OCTAGON;
	case VERDICT_WARN:
		return ICON_TRIANGLE;
	case VERDICT_PASS:
		return ICON_DISC;
	case VERDICT_CLAIMED:
		return ICON_BUBBLE;
	case VERDICT_NOT_APPLICABLE:
		return ICON_NONE;
	case VERDICT_UNKNOWN:
		break;
	}
	return ICON_RING;
}

enum icon
icon_of_control(enum control_word w)
{
	switch (w) {
	case CONTROL_CONTRADICTED:
		return ICON_OCTAGON;
	case CONTROL_ATTENTION:
		return ICON_TRIANGLE;
	case CONTROL_SUPPORTED:
		return ICON_DISC;
	case CONTROL_INHERITED:
		return ICON_ARROW;
	case CONTROL_OUTSIDE:
		return ICON_NONE;
	case CONTROL_NO_EVIDENCE:
		break;
	}
	return ICON_RING;
}

enum icon
icon_of_state(enum state s)
{
	switch (s) {
	case STATE_DENIED:
	case STATE_NOT_FOUND:
	case STATE_FAILED:
	case STATE_REFUSED:
		return ICON_OCTAGON;
	case STATE_INCOMPLETE:
	case STATE_STALE:
		return ICON_TRIANGLE;
	case STATE_OK:
	case STATE_EMPTY:
		return ICON_DISC;
	case STATE_NOT_ASKED:
		break;
	}
	return ICON_RING;
}

enum ink
ink_of_icon(enum icon i)
{
	switch (i) {
	case ICON_OCTAGON:
		return INK_BAD;
	case ICON_TRIANGLE:
		return INK_WARN;
	case ICON_DISC:
		return INK_OK;
	case ICON_RING:
	case ICON_ARROW:
	case ICON_BUBBLE:
	case ICON_NONE:
		break;
	}
	return INK_NA;
}

const char *
word_label(enum word w)
{
	switch (w) {
	case VERDICT_FAIL:
		return "FAIL";
	case VERDICT_WARN:
		return "WARN";
	case VERDICT_PASS:
		return "PASS";
	case VERDICT_CLAIMED:
		return "CLAIMED";
	case VERDICT_NOT_APPLICABLE:
		return "NOT APPLICABLE";
	case VERDICT_UNKNOWN:
		break;
	}
	return "UNKNOWN";
}

const char *
state_label(enum state s)
{
	switch (s) {
	case STATE_OK:
		return "OK";
	case STATE_EMPTY:
		return "EMPTY";
	case STATE_DENIED:
		return "DENIED";
	case STATE_NOT_FOUND:
		return "NOT FOUND";
	case STATE_FAILED:
		return "FAILED";
	case STATE_REFUSED:
		return "REFUSED";
	case STATE_INCOMPLETE:
		return "INCOMPLETE";
	case STATE_STALE:
		return "STALE";
	case STATE_NOT_ASKED:
		break;
	}
	return "NOT ASKED";
}

const char *
control_label(enum control_word w)
{
	switch (w) {
	case CONTROL_CONTRADICTED:
		return "Contradicted";
	case CONTROL_ATTENTION:
		return "Attention";
	case CONTROL_SUPPORTED:
		return "Supported";
	case CONTROL_INHERITED:
		return "Inherited";
	case CONTROL_OUTSIDE:
		return "outside";
	case CONTROL_NO_EVIDENCE:
		break;
	}
	return "No evidence";
}
