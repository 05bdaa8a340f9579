# proof-of-play.  make help lists the targets.  Everything built is in $(O).

VERSION := 0.1.0

prefix = /usr/local
exec_prefix = $(prefix)
sbindir = $(exec_prefix)/sbin
libexecdir = $(exec_prefix)/libexec
mandir = $(prefix)/share/man
INSTALL = install

CC ?= cc
PKG_CONFIG ?= pkg-config
CFLAGS ?= -O2 -g
WARNINGS = -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes \
	-Wmissing-prototypes -Wformat=2 -Wvla
HARDENING = -fstack-protector-strong -D_FORTIFY_SOURCE=2 -fPIE
HARDENING_LDFLAGS = -pie -Wl,-z,relro,-z,now

# make SAN=1: address and undefined behaviour sanitizers, in a folder of its own
ifdef SAN
O = build/san
HARDENING = -fsanitize=address,undefined -fno-sanitize-recover=all \
	-fno-omit-frame-pointer
HARDENING_LDFLAGS = -fsanitize=address,undefined
else
O = build
endif
ifdef WERROR
WARNINGS += -Werror
endif

PACKAGES = libpq libcjson libcrypto
ALL_CPPFLAGS = -I. -I$(O) -D_DEFAULT_SOURCE -DPOP_VERSION='"$(VERSION)"' \
	$(shell $(PKG_CONFIG) --cflags $(PACKAGES)) $(CPPFLAGS)
ALL_CFLAGS = -std=c17 -pthread $(WARNINGS) $(HARDENING) $(CFLAGS)
ALL_LDFLAGS = -pthread $(HARDENING_LDFLAGS) $(LDFLAGS)
ALL_LDLIBS = $(shell $(PKG_CONFIG) --libs $(PACKAGES)) $(LDLIBS)

LIB_SRC := $(sort $(wildcard lib/*.c))
CGI_SRC := $(sort $(wildcard cgi-bin/*.c))
CMD_SRC := $(sort $(wildcard cmd/pop-*.c))
CMD_COMMON_SRC := $(filter-out $(CMD_SRC),$(sort $(wildcard cmd/*.c)))
UNIT_SRC := $(sort $(wildcard tests/unit/*.c))
QUERIES := $(sort $(wildcard sql/queries/*.sql))

LIB_OBJ := $(LIB_SRC:%.c=$(O)/%.o) $(O)/queries.o
CMD_COMMON_OBJ := $(CMD_COMMON_SRC:%.c=$(O)/%.o)
CGI_OBJ := $(CGI_SRC:%.c=$(O)/%.o)
UNIT := $(UNIT_SRC:%.c=$(O)/%)
PROGRAMS := $(CMD_SRC:cmd/%.c=$(O)/%) $(O)/proof-of-play.cgi

.DELETE_ON_ERROR:
.SECONDARY:
.PHONY: all help migrate clean

all: $(PROGRAMS)

help:
	@sed -n 's/^## //p' $(MAKEFILE_LIST)

## make                 builds the programs in build/
$(O)/%.o: %.c $(O)/queries.h
	@mkdir -p $(@D)
	$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

$(O)/queries.o: $(O)/queries.c $(O)/queries.h
	$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) -c -o $@ $<

$(O)/libpop.a: $(LIB_OBJ)
	@rm -f $@
	$(AR) rcs $@ $^

$(O)/proof-of-play.cgi: $(CGI_OBJ) $(O)/libpop.a
	$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $^ $(ALL_LDLIBS)

$(CMD_SRC:cmd/%.c=$(O)/%): $(O)/%: $(O)/cmd/%.o $(CMD_COMMON_OBJ) $(O)/libpop.a
	$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $^ $(ALL_LDLIBS)

# Unit tests: each file is a program of its own.
CHECK_LIBS = $(shell $(PKG_CONFIG) --libs check)

$(O)/libcgi.a: $(filter-out $(O)/cgi-bin/main.o,$(CGI_OBJ))
	@rm -f $@
	$(AR) rcs $@ $^

$(UNIT): %: %.o $(O)/libcgi.a $(O)/libpop.a
	$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $^ $(CHECK_LIBS) $(ALL_LDLIBS)

# The statements of sql/queries, one `struct sql` a file, named sql_<stem>.
# Comment lines and the final semicolon stay out.
$(O)/queries.h: $(QUERIES) Makefile
	@mkdir -p $(@D)
	@{ echo '#include "lib/db.h"'; \
	for q in $(QUERIES); do \
		echo "extern const struct sql sql_$$(basename $$q .sql);"; \
	done; \
	echo 'extern const struct sql *const sql_all[];'; } > $@

$(O)/queries.c: $(QUERIES) Makefile
	@mkdir -p $(@D)
	@{ echo '#include "queries.h"'; \
	for q in $(QUERIES); do n=$$(basename $$q .sql); \
		printf 'const struct sql sql_%s = {"%s",\n' $$n $$n; \
		sed -e '/^[[:space:]]*--/d' -e 's/;[[:space:]]*$$//' \
		    -e 's/[\\"]/\\&/g' -e 's/^/"/' -e 's/$$/\\n"/' $$q; \
		echo '};'; \
	done; \
	echo 'const struct sql *const sql_all[] = {'; \
	for q in $(QUERIES); do echo "&sql_$$(basename $$q .sql),"; done; \
	echo '0};'; } > $@

## make migrate         deploys the schema to the database that PGHOST, PGDATABASE,
##                      PGSERVICE, ... name; CAMPAIGN_FK=no where campaigns are a view
CAMPAIGN_FK = yes
migrate:
	sql/migrate deploy --set campaign_fk=$(CAMPAIGN_FK)

## make clean           removes build/
clean:
	rm -rf build

-include $(LIB_SRC:%.c=$(O)/%.d) $(CGI_SRC:%.c=$(O)/%.d) \
	$(CMD_SRC:%.c=$(O)/%.d) $(CMD_COMMON_SRC:%.c=$(O)/%.d) $(UNIT_SRC:%.c=$(O)/%.d)
