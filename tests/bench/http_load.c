/*
 * http_load URL CLIENTS REQUESTS: asks for the URL that many times from that
 * many clients at once, a connection a request, and prints requests a second.
 * Exits 1 when an answer is not 200.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define MAX_CLIENTS 64

static struct sockaddr_in address;
static char request[2048];
static atomic_int left;
static atomic_int failures;

static int
ask(void)
{
	char buffer[65536], head[16] = "";
	size_t have = 0;
	ssize_t got;
	int s = socket(AF_INET, SOCK_STREAM, 0);

	if (s < 0 ||
	    connect(s, (struct sockaddr *)&address, sizeof(address)) != 0 ||
	    write(s, request, strlen(request)) < 0)
		return -1;
	while ((got = read(s, buffer, sizeof(buffer))) > 0) {
		for (ssize_t i = 0; i < got && have < sizeof(head) - 1; i++)
			head[have++] = buffer[i];
	}
	close(s);
	return strncmp(head + 8, " 200", 4) == 0 ? 0 : -1;
}

static void *
client(void *arg)
{
	while (atomic_fetch_sub(&left, 1) > 0) {
		if (ask() != 0)
			atomic_fetch_add(&failures, 1);
	}
	return arg;
}

/* "http://127.0.0.1:PORT/PATH" */
static int
parse_url(const char *url)
{
	static const char start[] = "http://127.0.0.1:";
	char *path;
	long port;

	if (strncmp(url, start, sizeof(start) - 1) != 0)
		return -1;
	port = strtol(url + sizeof(start) - 1, &path, 10);
	if (port < 1 || port > 65535 || *path != '/')
		return -1;
	address.sin_family = AF_INET;
	address.sin_port = htons((uint16_t)port);
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	snprintf(request, sizeof(request),
	    "GET %s HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n", path);
	return 0;
}

static double
seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

int
main(int argc, char **argv)
{
	pthread_t threads[MAX_CLIENTS];
	long clients, requests;
	double started;

	if (argc != 4 || parse_url(argv[1]) != 0)
		return 64;
	clients = strtol(argv[2], NULL, 10);
	requests = strtol(argv[3], NULL, 10);
	if (clients < 1 || clients > MAX_CLIENTS || requests < 1 ||
	    requests > 1000000)
		return 64;
	atomic_store(&left, (int)requests);
	started = seconds();
	for (long i = 0; i < clients; i++)
		pthread_create(&threads[i], NULL, client, NULL);
	for (long i = 0; i < clients; i++)
		pthread_join(threads[i], NULL);
	printf("%.1f\n", (double)requests / (seconds() - started));
	return atomic_load(&failures) == 0 ? 0 : 1;
}
