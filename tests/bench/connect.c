/*
 * The least a CGI program with libpq can do: connects as the environment
 * says, asks one thing, and says hello.  What proof-of-play.cgi takes beyond
 * this is its own.
 */
#include <libpq-fe.h>
#include <unistd.h>

int
main(void)
{
	static const char answer[] = "Content-Type: text/plain\r\n"
				     "Content-Length: 6\r\n"
				     "\r\n"
				     "hello\n";
	PGconn *conn = PQconnectdb("");
	PGresult *result = PQexec(conn, "select 1");
	int failed = PQresultStatus(result) != PGRES_TUPLES_OK;

	PQclear(result);
	PQfinish(conn);
	return failed || write(1, answer, sizeof(answer) - 1) < 0;
}
