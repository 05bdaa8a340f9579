# proof-of-play.  make help lists the targets.  Everything built is in $(O).

VERSION := 0.1.0

prefix = /usr/local
exec_prefix = $(prefix)
sbindir = $(exec_prefix)/sbin
libexecdir = $(exec_prefix)/libexec
datadir = $(prefix)/share
bashcompdir = $(prefix)/share/bash-completion/completions
mandir = $(datadir)/man
docdir = $(datadir)/doc/proof-of-play
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
CGI_LINK = shared
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
CHECK_LIBS = $(shell $(PKG_CONFIG) --libs check)

# make CGI_LINK=shared: proof-of-play.cgi with shared libraries throughout;
# static: with all of them linked in, which makes a request start faster;
# auto: static where their archives are (Debian: postgresql-server-dev-all).
# What was chosen holds until make clean or another choice.
CGI_LINK ?= $(or $(shell cat $(CGI).link 2>/dev/null),auto)
PG_CONFIG ?= pg_config
PQ_VERSION = $(shell $(PKG_CONFIG) --modversion libpq)
PG_VERSION = $(word 2,$(shell $(PG_CONFIG) --version 2>/dev/null))
# At a fixed address: moving OpenSSL's tables would touch a hundred pages a
# request.  Stack, heap and mappings are still at random ones.
STATIC_LDFLAGS = -static -no-pie
STATIC_LDLIBS = $(shell $(PKG_CONFIG) --libs-only-L libpq libcrypto) \
	-L$(shell $(PG_CONFIG) --pkglibdir 2>/dev/null) \
	-lpq -lpgcommon_shlib -lpgport_shlib -lssl -lcrypto -lm $(LDLIBS)

LIB_SRC := $(sort $(wildcard lib/*.c))
CGI_SRC := $(sort $(wildcard cgi-bin/*.c))
CMD_SRC := $(sort $(wildcard cmd/pop-*.c))
CMD_COMMON_SRC := $(filter-out $(CMD_SRC),$(sort $(wildcard cmd/*.c)))
UNIT_SRC := $(sort $(wildcard tests/unit/*.c))
AUDIT_SRC := $(sort $(wildcard tests/audit/*.c))
STATIC_SRC := $(sort $(wildcard cgi-bin/static/*.c))
BENCH_SRC := $(sort $(wildcard tests/bench/*.c))
MUTATIONS_SRC := $(sort $(wildcard tests/audit/mutations/*.c))
FAULT_SRC := tests/audit/preload/fault.c
FUZZ_SRC := $(sort $(wildcard tests/fuzz/fuzz_*.c))
FUZZ_COMMON_SRC := $(filter-out $(FUZZ_SRC),$(sort $(wildcard tests/fuzz/*.c)))
SRC := $(LIB_SRC) $(CGI_SRC) $(STATIC_SRC) $(CMD_SRC) $(CMD_COMMON_SRC) \
	$(UNIT_SRC) $(AUDIT_SRC) $(MUTATIONS_SRC) $(FAULT_SRC) $(BENCH_SRC) \
	$(FUZZ_SRC) $(FUZZ_COMMON_SRC)
QUERIES := $(sort $(wildcard sql/queries/*.sql))
MAN8 := $(sort $(wildcard docs/*.8))

LIB_OBJ := $(LIB_SRC:%.c=$(O)/%.o) $(O)/queries.o $(O)/guard_lines.o
CMD_COMMON_OBJ := $(CMD_COMMON_SRC:%.c=$(O)/%.o)
CGI_OBJ := $(CGI_SRC:%.c=$(O)/%.o)
COMMANDS := $(CMD_SRC:cmd/%.c=$(O)/%)
CGI_STATIC_OBJ := $(STATIC_SRC:%.c=$(O)/%.o)
CGI := $(O)/proof-of-play.cgi
UNIT := $(UNIT_SRC:%.c=$(O)/%)
AUDIT := $(AUDIT_SRC:%.c=$(O)/%)
FUZZ := $(FUZZ_SRC:tests/fuzz/%.c=$(O)/%)

# A line a step; make V=1 shows the commands instead, make -s nothing.
quiet := $(findstring s,$(firstword -$(MAKEFLAGS)))
ifdef V
say =
else
say = @$(if $(quiet),:,printf '  %-6s %s\n' $(1) $@)
Q = @
endif

# For the targets that make others first: as many jobs as processors, unless
# the caller has said how many.
SUBMAKE = $(MAKE) -s --no-print-directory \
	$(if $(filter -j%,$(MAKEFLAGS)),,-j$(shell nproc))

.DELETE_ON_ERROR:
.SECONDARY:
.PHONY: all unit demo demo-serve check check-audit check-long check-kill bench \
	bench-audit bench-scale bench-cgi bench-range bench-evidence fuzz \
	fuzz-targets scan check-valgrind \
	lint lint-openapi migrate install uninstall clean help FORCE

## make                 builds the programs in build/
all: $(COMMANDS) $(CGI)

unit: $(UNIT) $(AUDIT) $(O)/tests/audit/fault.so

$(O)/%.o: %.c $(O)/queries.h
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

$(O)/queries.o: $(O)/queries.c $(O)/queries.h
	$(call say,CC)
	$(Q)$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) -c -o $@ $<

# What pop-verify expects to guard the records, as `guards`.
$(O)/guard_lines.h: Makefile
	@mkdir -p $(@D)
	$(call say,EMBED)
	@echo 'extern const char *const guard_lines[];' > $@

$(O)/guard_lines.c: sql/guards.txt $(O)/guard_lines.h Makefile
	$(call say,EMBED)
	@{ echo '#include "guard_lines.h"'; echo 'const char *const guard_lines[] = {'; \
	sed -e 's/[\\"]/\\&/g' -e 's/^/"/' -e 's/$$/",/' $<; \
	echo '0};'; } > $@

$(O)/guard_lines.o: $(O)/guard_lines.c
	$(call say,CC)
	$(Q)$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) -c -o $@ $<

$(O)/lib/guards.o: $(O)/guard_lines.h

$(O)/libpop.a: $(LIB_OBJ)
	$(call say,AR)
	@rm -f $@
	$(Q)$(AR) rcs $@ $^

CGI_PARTS = $(CGI_OBJ) $(O)/libpop.a
link_cgi_shared = $(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $(CGI_PARTS) $(ALL_LDLIBS)
link_cgi_with_all = { test '$(PG_VERSION)' = '$(PQ_VERSION)' || { \
	echo 'libpq is $(PQ_VERSION), pg_config says $(PG_VERSION)' >&2; false; \
	} } && $(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) $(STATIC_LDFLAGS) -o $@ \
	$(CGI_OBJ) $(CGI_STATIC_OBJ) $(O)/libpop.a $(STATIC_LDLIBS)
# ld warns of names that are looked up; cgi-bin/static/names.c is the answer.
link_cgi_quietly = { $(link_cgi_with_all); } 2>$@.log
link_cgi_static = $(link_cgi_quietly) || { cat $@.log >&2; false; }
link_cgi_auto = $(link_cgi_quietly) || { \
	$(if $(quiet),,echo '  $@: with shared libraries, slower to start:' \
	'no static ones ($@.log)' >&2;) $(link_cgi_shared); }
cgi_link = $(or $(link_cgi_$(CGI_LINK)),\
	$(error CGI_LINK is auto, static or shared))

$(CGI): $(CGI_PARTS) $(CGI_STATIC_OBJ) $(CGI).link
	$(call say,LINK)
	$(Q)$(cgi_link)

$(CGI).link: FORCE
	@mkdir -p $(@D)
	@echo '$(CGI_LINK)' | cmp -s - $@ || echo '$(CGI_LINK)' >$@

$(COMMANDS): $(O)/%: $(O)/cmd/%.o $(CMD_COMMON_OBJ) $(O)/libpop.a
	$(call say,LINK)
	$(Q)$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $^ $(ALL_LDLIBS)

# What of the CGI program is not its main, for its unit tests.
$(O)/libcgi.a: $(filter-out $(O)/cgi-bin/main.o,$(CGI_OBJ))
	$(call say,AR)
	@rm -f $@
	$(Q)$(AR) rcs $@ $^

# Each unit test file is a program of its own.
$(UNIT): %: %.o $(O)/libcgi.a $(O)/libpop.a
	$(call say,LINK)
	$(Q)$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $^ $(CHECK_LIBS) $(ALL_LDLIBS)

# Programs that the tests of seals and proofs run.
$(AUDIT): %: %.o $(O)/libpop.a
	$(call say,LINK)
	$(Q)$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $^ $(ALL_LDLIBS)

# libFuzzer's targets; only as `make fuzz` calls this, in build/fuzz.
$(FUZZ): $(O)/%: $(O)/tests/fuzz/%.o $(FUZZ_COMMON_SRC:%.c=$(O)/%.o) \
		$(O)/libcgi.a $(O)/libpop.a
	$(call say,LINK)
	$(Q)$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -fsanitize=fuzzer -o $@ $^ $(ALL_LDLIBS)

fuzz-targets: $(FUZZ)

# What make bench-cgi compares.
$(O)/bench/hello: tests/bench/hello.c
	@mkdir -p $(@D)
	$(call say,LINK)
	$(Q)$(CC) $(WARNINGS) $(CFLAGS) -static -o $@ $<

$(O)/bench/connect: $(O)/tests/bench/connect.o $(CGI_STATIC_OBJ)
	@mkdir -p $(@D)
	$(call say,LINK)
	$(Q)$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) $(STATIC_LDFLAGS) -o $@ $^ \
		$(STATIC_LDLIBS) 2>$@.log || { cat $@.log >&2; false; }

$(O)/bench/http_load: $(O)/tests/bench/http_load.o
	@mkdir -p $(@D)
	$(call say,LINK)
	$(Q)$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $^

$(O)/tests/audit/mutate: $(MUTATIONS_SRC:%.c=$(O)/%.o)

# What the tests of faults preload into a program.
$(O)/tests/audit/fault.so: $(FAULT_SRC)
	@mkdir -p $(@D)
	$(call say,LINK)
	$(Q)$(CC) -std=c17 $(WARNINGS) -O2 -fPIC -shared -o $@ $<

# The statements of sql/queries, one `struct sql` a file, named sql_<stem>.
# Comment lines and the final semicolon stay out.
$(O)/queries.h: $(QUERIES) Makefile
	@mkdir -p $(@D)
	$(call say,EMBED)
	@{ echo '#include "lib/db.h"'; \
	for q in $(QUERIES); do \
		echo "extern const struct sql sql_$$(basename $$q .sql);"; \
	done; \
	echo 'extern const struct sql *const sql_all[];'; } > $@

$(O)/queries.c: $(QUERIES) Makefile
	@mkdir -p $(@D)
	$(call say,EMBED)
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

## make demo            a sample network, three days, one report; cleans up
## make demo-serve      the same, and keeps serving until interrupted
demo demo-serve:
	@tests/install-packages build demo
	@$(SUBMAKE) all
	@POP_BUILD=$(O) tests/with-postgres tests/demo/run \
		$(if $(filter demo-serve,$@),--serve || [ $$? -eq 130 ])

## make check           all tests; TESTS=tests/t/x.t: those only
## make SAN=1 check     the same under the address and undefined sanitizers
TESTS = $(UNIT) $(sort $(wildcard tests/t/*.t))
PROVE = prove -j2
check:
	@tests/install-packages build demo check
	@$(SUBMAKE) all unit
	@$(if $(filter %/fuzz.t,$(TESTS)),$(FUZZ_MAKE))
	@POP_BUILD=$(O) tests/with-postgres $(PROVE) --exec '' $(TESTS)

## make check-audit     the tests of seals and proofs with their full counts
AUDIT_TESTS = $(sort $(wildcard tests/t/audit-*.t tests/t/verify-*.t \
	tests/t/publish-*.t)) $(O)/tests/unit/test_canon \
	$(O)/tests/unit/test_merkle $(O)/tests/unit/test_seal
check-audit:
	@tests/install-packages build demo check
	@$(SUBMAKE) all unit
	@POP_BUILD=$(O) POP_AUDIT=full tests/with-postgres \
		$(PROVE) --timer --exec '' $(AUDIT_TESTS)

## make check-long      more random days against the oracle; ORACLE_SEED=, ORACLE_DAYS=
ORACLE_DAYS = 3000
check-long:
	@tests/install-packages build demo check
	@$(SUBMAKE) all
	@POP_BUILD=$(O) POP_ORACLE_DAYS=$(ORACLE_DAYS) \
		POP_ORACLE_SEED=$(or $(ORACLE_SEED),$$(date +%s)) \
		tests/with-postgres prove --comments tests/t/oracle.t

## make check-kill      kill -9 at 50 random moments, each followed by a plain run
check-kill:
	@tests/install-packages build demo check
	@$(SUBMAKE) all
	@POP_BUILD=$(O) tests/with-postgres tests/bench/kill

## make bench           measures a day of 7.68 million plays against its rivals;
##                      BENCH_DEVICES=200: a tenth; BENCH_KEEP=1: keep the data
bench:
	@tests/install-packages build demo bench
	@$(SUBMAKE) all
	@POP_BUILD=$(O) tests/bench/run

## make bench-evidence  measures the evidence of a record among many
bench-evidence:
	@tests/install-packages build demo bench
	@$(SUBMAKE) all
	@POP_BUILD=$(O) tests/with-postgres tests/bench/evidence

## make bench-audit     measures sealing and verifying: 100,000 records, ten years
bench-audit:
	@tests/install-packages build demo bench
	@$(SUBMAKE) all unit
	@POP_BUILD=$(O) POP_PG_OPTIONS="shared_buffers=1GB" \
		tests/with-postgres tests/bench/audit

## make bench-scale     measures how the time grows; takes long
bench-scale:
	@tests/install-packages build demo bench
	@$(SUBMAKE) all
	@POP_BUILD=$(O) POP_PG_OPTIONS="shared_buffers=2GB autovacuum=off" \
		tests/with-postgres tests/bench/scale

## make fuzz            libFuzzer, FUZZ_SECONDS=3600 for each target
FUZZ_SECONDS = 3600
fuzz:
	@tests/install-packages build fuzz
	@$(FUZZ_MAKE)
	@tests/fuzz/run $(FUZZ_SECONDS)

FUZZ_SANITIZERS = -fsanitize=address,undefined -fno-sanitize-recover=all
FUZZ_MAKE = $(SUBMAKE) O=build/fuzz CC=clang CFLAGS='-O1 -g' \
	HARDENING='-fsanitize=fuzzer-no-link $(FUZZ_SANITIZERS) \
		-fno-omit-frame-pointer' \
	HARDENING_LDFLAGS='$(FUZZ_SANITIZERS)' fuzz-targets

bench_cgi = $(SUBMAKE) CGI=$(O)/bench/$(1)/proof-of-play.cgi \
	$(O)/bench/$(1)/proof-of-play.cgi
## make bench-cgi       requests a second of proof-of-play.cgi under Apache, next to
##                      those of programs that only say hello, or only connect
bench-cgi:
	@tests/install-packages build demo bench
	@$(SUBMAKE) all $(addprefix $(O)/bench/,hello connect http_load)
	@$(call bench_cgi,static) CGI_LINK=static
	@$(call bench_cgi,shared) CGI_LINK=shared
	@$(call bench_cgi,random) CGI_LINK=static STATIC_LDFLAGS=-static-pie
	@POP_BUILD=$(O) tests/with-postgres tests/bench/cgi

## make bench-range     time and memory of long ranges and of large campaigns, next
##                      to psql selecting the same rows
bench-range:
	@tests/install-packages build demo bench
	@$(SUBMAKE) all
	@POP_BUILD=$(O) POP_PG_OPTIONS="shared_buffers=1GB autovacuum=off" \
		tests/with-postgres tests/bench/range

## make check-valgrind  requests, a sealing and a verification under valgrind;
##                      VALGRIND_TESTS=tests/t/cgi.t: those tests instead
VALGRIND_TESTS = tests/valgrind/requests.t
check-valgrind:
	@tests/install-packages build demo check valgrind
	@$(SUBMAKE) O=build/valgrind CGI_LINK=shared all
	@POP_BUILD=build/valgrind tests/with-postgres \
		tests/valgrind/run $(VALGRIND_TESTS)

## make scan            sqlmap, wapiti and slowhttptest against the demo; as root
scan:
	@tests/install-packages build demo check scan
	@$(SUBMAKE) all
	@POP_BUILD=$(O) tests/scan/run $(SCAN)

## make lint            warnings as errors, static analysis, formatting
lint:
	@tests/install-packages build check lint
	@echo 'lint: gcc, clang'
	@$(SUBMAKE) O=build/lint-gcc CC=gcc WERROR=1 all unit
	@$(SUBMAKE) O=build/lint-clang CC=clang WERROR=1 all unit
	@tests/lint $(SRC)

## make lint-openapi    docs/openapi.yaml by Redocly's rules (docs/redocly.yaml);
##                      needs npm's registry, so it is not part of make lint
REDOCLY = REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true \
	npx --yes @redocly/cli@1.34.5
lint-openapi:
	@tests/install-packages openapi
	$(REDOCLY) lint --config docs/redocly.yaml docs/openapi.yaml

## make migrate         deploys the schema to the database that PGHOST, PGDATABASE,
##                      PGSERVICE, ... name; CAMPAIGN_FK=no where campaigns are a view
CAMPAIGN_FK = yes
migrate:
	sql/migrate deploy --set campaign_fk=$(CAMPAIGN_FK)

## make install         under prefix=/usr/local; DESTDIR and the GNU variables count
## make uninstall       removes what install put there
SQL_DIR = $(datadir)/proof-of-play/sql
install: all
	$(INSTALL) -d $(DESTDIR)$(sbindir) $(DESTDIR)$(libexecdir)/proof-of-play
	$(INSTALL) $(COMMANDS) $(DESTDIR)$(sbindir)
	$(INSTALL) $(CGI) $(DESTDIR)$(libexecdir)/proof-of-play
	$(INSTALL) -d $(DESTDIR)$(mandir)/man8 $(DESTDIR)$(docdir)
	$(if $(MAN8),$(INSTALL) -m 644 $(MAN8) $(DESTDIR)$(mandir)/man8)
	$(INSTALL) -m 644 README.md CHANGELOG.md LICENSE crontab.example \
		$(wildcard docs/*.conf) docs/pgbouncer.ini $(DESTDIR)$(docdir)
	$(INSTALL) -d $(DESTDIR)$(bashcompdir)
	for completion in docs/*.bash-completion; do \
		$(INSTALL) -m 644 $$completion $(DESTDIR)$(bashcompdir)/$$( \
			basename $$completion .bash-completion) || exit; \
	done
	for folder in deploy revert verify; do \
		$(INSTALL) -d $(DESTDIR)$(SQL_DIR)/$$folder && \
		$(INSTALL) -m 644 sql/$$folder/*.sql \
			$(DESTDIR)$(SQL_DIR)/$$folder || exit; \
	done
	$(INSTALL) -m 644 sql/README.md sql/sqitch.conf sql/sqitch.plan \
		$(DESTDIR)$(SQL_DIR)
	$(INSTALL) sql/migrate $(DESTDIR)$(SQL_DIR)

uninstall:
	rm -f $(COMMANDS:$(O)/%=$(DESTDIR)$(sbindir)/%)
	rm -f $(MAN8:docs/%=$(DESTDIR)$(mandir)/man8/%)
	rm -f $(DESTDIR)$(bashcompdir)/pop-*
	rm -rf $(DESTDIR)$(libexecdir)/proof-of-play $(DESTDIR)$(docdir) \
		$(DESTDIR)$(datadir)/proof-of-play

## make clean           removes build/
clean:
	rm -rf build

## make help            this list
help:
	@sed -n 's/^## //p' $(MAKEFILE_LIST)

-include $(SRC:%.c=$(O)/%.d)
