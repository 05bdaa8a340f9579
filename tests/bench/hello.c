/* The least a CGI program can do; linked statically. */
#include <unistd.h>

int
main(void)
{
	static const char answer[] = "Content-Type: text/plain\r\n"
				     "Content-Length: 6\r\n"
				     "\r\n"
				     "hello\n";

	return write(1, answer, sizeof(answer) - 1) < 0;
}
