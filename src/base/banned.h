/* Functions that nobody calls here; -include'd into every file. */
#ifndef BASE_BANNED_H
#define BASE_BANNED_H

/* The headers that declare them come first, or the poison breaks them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#pragma GCC poison strcpy strcat strncpy sprintf vsprintf strtok gets
#pragma GCC poison gmtime localtime atoi atol system popen tmpnam mktemp rand

#endif
