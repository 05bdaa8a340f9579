#include "cmd/option_error.h"

#include <getopt.h>
#include <stdbool.h>
#include <string.h>

int
option_error(
    const char *program, int option, char *const *argv, struct err *err)
{
	const char *word = argv[optind - 1];
	const bool is_long = strncmp(word, "--", 2) == 0;
	const char letter[] = {'-', (char)optopt, '\0'};
	const char *name = is_long ? word : letter;
	const char *wrong = option == ':'            ? "needs an argument"
			    : is_long && optopt != 0 ? "takes no argument"
			    : is_long                ? "is unknown or ambiguous"
						     : "is unknown";

	err_set(err, ERR_USAGE, "option \"%.*s\" %s", (int)strcspn(name, "="),
	    name, wrong);
	return err_detail(
	    err, "Try \"%s --help\" for more information.", program);
}
