# make demo: the main job; make check: every test.  See README.
# Overrides: CC, B (build folder), DIRS (folders of src), PREFIX, DESTDIR.
CC = gcc
B = build
PREFIX = /usr/local
datadir = $(PREFIX)/share/dossier
DIRS = base ext core extract gather assess compose render oscal seal run cli
VERSION = 0.1.0

CSTD = -std=c11 -D_POSIX_C_SOURCE=200809L
WARN = -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow \
	-Wformat=2 -Wundef -Wvla -Wstrict-prototypes -Wmissing-prototypes \
	-Wold-style-definition -Wcast-qual -Wcast-align -Wpointer-arith \
	-Wwrite-strings -Wnull-dereference -Wswitch-enum -Wimplicit-fallthrough
WARN_GCC = -Wlogical-op -Wduplicated-cond -Wduplicated-branches \
	-Wjump-misses-init -Walloca
ifneq (,$(findstring clang,$(CC)))
WARN_CC = $(WARN) -Wno-gnu-zero-variadic-macro-arguments
else
WARN_CC = $(WARN) $(WARN_GCC)
endif
HARDEN = -O2 -g -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 -fstack-protector-strong \
	-fstack-clash-protection -fPIE -fno-strict-overflow \
	-fno-delete-null-pointer-checks -ffp-contract=off
ifeq ($(shell uname -m),x86_64)
HARDEN += -fcf-protection=full
endif
LDHARD = -pie -Wl,-z,relro,-z,now,-z,noexecstack -Wl,--as-needed
SAN =
OPT = $(HARDEN)
WERROR =
LIBS = -lcurl -lcrypto -ljansson -lyaml -lcmark -lxml2 -lseccomp -lhpdf -lharfbuzz-subset -lharfbuzz -lfribidi -lz -lm

CPPFLAGS = -Isrc -I/usr/include/libxml2 -I/usr/include/harfbuzz -I/usr/include/fribidi -include src/base/banned.h \
	-DDOSSIER_VERSION='"$(VERSION)"' -DDOSSIER_DATADIR='"$(datadir)"'
CFLAGS = $(CSTD) $(WARN_CC) $(OPT) $(SAN) $(WERROR)
LDFLAGS = $(LDHARD) $(SAN)

SRC := $(sort $(wildcard $(addsuffix /*.c,$(addprefix src/,$(DIRS)))))
MAIN := src/cli/main.c
OBJ := $(patsubst src/%.c,$(B)/%.o,$(filter-out $(MAIN),$(SRC)))
UNIT := $(sort $(wildcard tests/unit/t_*.c))

all: $(B)/dossier

$(B)/dossier: $(B)/cli/main.o $(B)/libdossier.a
	$(CC) $(LDFLAGS) -o $@ $^ $(LIBS)

$(B)/libdossier.a: $(OBJ)
	rm -f $@ && ar crs $@ $^

$(B)/%.o: src/%.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

$(B)/unit/%: tests/unit/%.c $(B)/libdossier.a
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) -Itests/unit $(CFLAGS) -MMD -MP $(LDFLAGS) -o $@ $< $(B)/libdossier.a $(LIBS)

# One test program by its name: make B=/tmp/b DIRS="base ext core" unit/t_json
unit/%: $(B)/unit/%
	$(B)/unit/$*

-include $(OBJ:.o=.d) $(wildcard $(B)/cli/*.d $(B)/unit/*.d)

units: $(patsubst tests/unit/%.c,$(B)/unit/%,$(UNIT))

# ---- for people ----

setup:
	@tools/setup build

# The main job on a sample, from nothing.
demo: setup
	@$(MAKE) -s all
	@tools/demo

check:
	@tools/setup check
	@bash tests/check.sh

# The main job against a real MLflow on PostgreSQL, started here.
live:
	@tools/setup live
	@$(MAKE) -s all
	@bash tests/live/live.sh

install: all
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(datadir)
	install -m 755 $(B)/dossier $(DESTDIR)$(PREFIX)/bin/dossier
	cp -R contrib controls mappings templates samples $(DESTDIR)$(datadir)/
	if [ -e build/standards/oscal-1.2.1 ]; then \
		install -d $(DESTDIR)$(datadir)/standards && \
		cp -R build/standards/oscal-1.2.1 \
		$(DESTDIR)$(datadir)/standards/; fi
	for n in 1 5 7; do for f in man/*.$$n; do [ -e "$$f" ] || continue; \
		install -d $(DESTDIR)$(PREFIX)/share/man/man$$n && \
		install -m 644 "$$f" $(DESTDIR)$(PREFIX)/share/man/man$$n/; \
		done; done

# ---- for `make check` ----

layers:
	awk -f tools/layers.awk LAYERS $$(find src -name '*.[ch]' | sort)

# One name, one function: the linker would take either.
names: all
	@nm -A --defined-only $(B)/libdossier.a | awk '$$(NF-1) ~ /[TDRB]/ { print $$NF }' | sort | uniq -d | \
		awk '{ print "two definitions of " $$0; bad = 1 } END { exit bad }'

# Every header compiles alone.
headers:
	for h in $$(find src -name '*.h' | sort); do \
		$(CC) $(CPPFLAGS) $(CSTD) $(WARN_CC) -Wno-unused-function \
		-fsyntax-only -x c "$$h" || exit 1; done

format:
	clang-format --dry-run -Werror $$(git ls-files '*.c' '*.h')

clean:
	rm -rf $(B)

.PHONY: all units setup demo check live install layers names headers format clean
.DELETE_ON_ERROR:
