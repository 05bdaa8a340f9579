#!/bin/sh
#
# proof-of-play.cgi linked both ways, and every way to the database that its
# manual page promises: sockets, names, passwords, TLS, certificates.  The
# server is a private one that listens on TCP.

# shellcheck disable=SC2034,SC2086,SC2119,SC2154,SC2163
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
. tests/web/fetch.sh

free_port() {
	perl -MIO::Socket::INET -e 'print IO::Socket::INET->new(
	    LocalAddr => "127.0.0.1", Listen => 1)->sockport'
}

# certificate NAME CN [ISSUER]: NAME.crt and NAME.key in $TLS
certificate() {
	openssl req -x509 -newkey rsa:2048 -nodes -days 2 \
	    -keyout "$TLS/$1.key" -out "$TLS/$1.crt" -subj "/CN=$2" \
	    -addext "subjectAltName=DNS:$2" \
	    ${3:+-CA "$TLS/$3.crt" -CAkey "$TLS/$3.key"} \
	    2>"$TMP/openssl" || {
		cat "$TMP/openssl" >&2
		exit 1
	}
	chmod 600 "$TLS/$1.key"
}

# What the server wants from whom over TCP: TLS, always.
start_server() {
	TLS=$TMP/tls
	mkdir "$TLS"
	chmod 711 "$TMP" "$TLS"
	certificate authority "authority of a test"
	certificate stranger "authority of nobody"
	certificate localhost localhost authority
	certificate client pop_certified authority
	cat >"$TLS/hba" <<-'END'
	local all all trust
	hostssl all pop_certified 127.0.0.1/32 cert
	hostssl all pop_kerberos 127.0.0.1/32 gss
	hostssl all all 127.0.0.1/32 scram-sha-256
	END
	[ "$(id -u)" -ne 0 ] || chown postgres "$TLS/localhost.key"
	PORT=$(free_port)
	POP_PG_OPTIONS="listen_addresses=localhost port=$PORT ssl=on
	    ssl_cert_file=$TLS/localhost.crt ssl_key_file=$TLS/localhost.key
	    ssl_ca_file=$TLS/authority.crt hba_file=$TLS/hba"
	export TLS POP_PG_OPTIONS
}

prepare_database() {
	. tests/web/seal-fixture.sh
	new_database
	seal_fixture
	sql "set password_encryption = 'scram-sha-256';
	    create role pop_password login password 'right' in role pop_reader;
	    create role pop_certified login in role pop_reader;
	    create role pop_kerberos login in role pop_reader"
	echo "localhost:*:*:pop_password:right" >"$TLS/pass"
	echo "localhost:*:*:pop_password:wrong" >"$TLS/wrong"
	printf '[pop]\nhost=localhost\nuser=pop_password\nsslmode=require\n' \
	    >"$TLS/service"
	printf '[pop]\nldap://127.0.0.1:1/dc=x?d?one?(cn=pop)\n' >"$TLS/ldap"
	chmod 600 "$TLS/pass" "$TLS/wrong"
}

# asks STATUS NAME VARIABLE=VALUE...: with these variables of libpq
asks() {
	asks_status=$1 asks_name=$2
	shift 2
	fetch_cgi_with "$@"
	is "$status" "$asks_status" "$how: $asks_name" || diag "$log"
}

fetch_cgi_with() {
	unset PGHOST PGUSER
	export "$@"
	fetch_cgi GET "/campaigns/$ONE/proof-of-play?date=2025-03-03"
	unset PGPASSFILE PGSERVICE PGSERVICEFILE PGSSLMODE PGSSLROOTCERT \
	    PGSSLCERT PGSSLKEY PGCHANNELBINDING PGGSSENCMODE PGPASSWORD
}

ways_to_the_database() {
	asks 200 "a socket" PGHOST="$SOCKET" PGUSER=pop_reader
	asks 200 "a name and a password file" PGHOST=localhost \
	    PGUSER=pop_password PGPASSFILE="$TLS/pass" PGSSLMODE=require
	asks 200 "an address, with TLS because the server wants it" \
	    PGHOST=127.0.0.1 PGUSER=pop_password PGPASSWORD=right
	asks 200 "a service" PGSERVICE=pop PGSERVICEFILE="$TLS/service" \
	    PGPASSFILE="$TLS/pass"
	asks 200 "a password bound to the channel" PGHOST=localhost \
	    PGUSER=pop_password PGPASSWORD=right PGCHANNELBINDING=require
	asks 200 "the server's certificate verified" PGHOST=localhost \
	    PGUSER=pop_password PGPASSWORD=right PGSSLMODE=verify-full \
	    PGSSLROOTCERT="$TLS/authority.crt"
	asks 200 "a client's certificate" PGHOST=localhost \
	    PGUSER=pop_certified PGSSLCERT="$TLS/client.crt" \
	    PGSSLKEY="$TLS/client.key" PGSSLMODE=require
}

no_ways_to_the_database() {
	asks 503 "a wrong password" PGHOST=localhost PGUSER=pop_password \
	    PGPASSFILE="$TLS/wrong"
	like "$log" 'password authentication failed' "... is what it says"
	asks 503 "no TLS where the server wants it" PGHOST=localhost \
	    PGUSER=pop_password PGPASSWORD=right PGSSLMODE=disable
	like "$log" 'no encryption' "... is what it says"
	asks 503 "an unknown authority" PGHOST=localhost PGUSER=pop_password \
	    PGPASSWORD=right PGSSLMODE=verify-full \
	    PGSSLROOTCERT="$TLS/stranger.crt"
	like "$log" 'certificate verify failed' "... is what it says"
	asks 503 "another name than the certificate's" PGHOST=127.0.0.1 \
	    PGUSER=pop_password PGPASSWORD=right PGSSLMODE=verify-full \
	    PGSSLROOTCERT="$TLS/authority.crt"
	asks 503 "a name that is none" PGHOST=nowhere.invalid PGUSER=pop_reader
	like "$log" 'could not translate host name' "... is what it says"
	asks 503 "Kerberos without a ticket" PGHOST=localhost \
	    PGUSER=pop_kerberos
	asks 503 "encryption by Kerberos" PGHOST=localhost \
	    PGUSER=pop_password PGPASSWORD=right PGGSSENCMODE=require
	asks 503 "a service from LDAP that does not answer" PGSERVICE=pop \
	    PGSERVICEFILE="$TLS/ldap"
}

# link HOW: builds it into a folder, from the objects that are there
link() {
	how=$1
	unset MAKEFLAGS MFLAGS MAKELEVEL
	run make -s $SANITIZED O="$BUILD" CGI_LINK="$how" \
	    CGI="$TMP/$how/proof-of-play.cgi" "$TMP/$how/proof-of-play.cgi"
	exits 0 "CGI_LINK=$how links"
	POP_BUILD=$TMP/$how
	libraries=$(ldd "$POP_BUILD/proof-of-play.cgi" 2>&1)
}

if [ -z "${TLS-}" ]; then
	start_server
	tests/with-postgres "$0"
	exit
fi

ONE=11111111-1111-4111-8111-111111111111
POP_ACCESS=public BUILD=$POP_BUILD SOCKET=$PGHOST SANITIZED=
[ "$BUILD" != build/san ] || SANITIZED=SAN=1
export POP_ACCESS
prepare_database

link shared
like "$libraries" 'libpq\.so' "... libpq as a shared library"
ways_to_the_database
no_ways_to_the_database
run make -s $SANITIZED O="$BUILD" CGI_LINK=both CGI="$TMP/both/proof-of-play.cgi" \
    "$TMP/both/proof-of-play.cgi"
exits 2 "there is no third way to link"
like "$stderr" 'CGI_LINK is auto, static or shared' "... it says"

run make -s $SANITIZED O="$BUILD" CGI_LINK=static PG_CONFIG=false \
    CGI="$TMP/none/proof-of-play.cgi" "$TMP/none/proof-of-play.cgi"
exits 2 "CGI_LINK=static fails without the archives"
run make $SANITIZED O="$BUILD" CGI_LINK=auto PG_CONFIG=false \
    CGI="$TMP/auto/proof-of-play.cgi" "$TMP/auto/proof-of-play.cgi"
exits 0 "CGI_LINK=auto does without"
like "$stderr" 'with shared libraries, slower to start' "... and says so"
like "$(ldd "$TMP/auto/proof-of-play.cgi")" 'libpq\.so' "... it is shared then"

if [ -n "$SANITIZED" ]; then
	note "the sanitizers want shared libraries: CGI_LINK=static not tested"
elif [ -e "$(pg_config --pkglibdir)/libpgcommon_shlib.a" ]; then
	link static
	like "$libraries" 'statically linked|not a dynamic executable' \
	    "... with everything in it"
	ways_to_the_database
	no_ways_to_the_database
	asks 503 "Kerberos says why not" PGHOST=localhost PGUSER=pop_kerberos
	like "$log" 'linked without GSSAPI' "... it says"
	asks 503 "LDAP, too" PGSERVICE=pop PGSERVICEFILE="$TLS/ldap"
	like "$log" 'LDAP' "... it says"
else
	note "no libpgcommon_shlib.a here: CGI_LINK=static not tested"
fi

done_testing
