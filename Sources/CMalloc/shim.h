// How the GNU C library gives memory back, which Swift's module of it leaves out.
#include <stdlib.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif
