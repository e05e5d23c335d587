/* Functions that nobody calls here; -include'd into every file. */
#ifndef BASE_BANNED_H
#define BASE_BANNED_H

/* The headers that declare them come first, or the poison breaks them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* clang's fortified headers have some as macros. */
#undef strcpy
#undef strcat
#undef strncpy
#undef sprintf
#undef vsprintf
#undef gets

#pragma GCC poison strcpy strcat strncpy sprintf vsprintf strtok gets
#pragma GCC poison gmtime localtime atoi atol popen tmpnam mktemp

/* OpenSSL's headers name parameters so: only the call is banned. */
#define rand() rand_is_banned
/* struct system is ours (core/core.h): only the call is banned. */
#define system(command) system_is_banned

#endif
