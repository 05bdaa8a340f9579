/* cgi-bin/confine: what a process may do that has given up files. */
#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cgi-bin/confine.h"
#include "tests/unit/unit.h"

static char folder[] = "/tmp/pop-confine.XXXXXX";
static char file[64], missing[64], made[64];

static bool
has_landlock(void)
{
	return syscall(SYS_landlock_create_ruleset, NULL, 0,
		   LANDLOCK_CREATE_RULESET_VERSION) >= 1;
}

static int
open_error(const char *name, int flags)
{
	int fd = open(name, flags | O_CLOEXEC);

	if (fd < 0)
		return errno;
	close(fd);
	return 0;
}

/* 0, or the number of the line that is not so. */
#define EXPECT(condition)                \
	do {                             \
		if (!(condition))        \
			return __LINE__; \
	} while (0)

static int
without_files(int before)
{
	char byte;

	EXPECT(open_error("/etc/passwd", O_RDONLY) == EACCES);
	EXPECT(open_error(file, O_RDONLY) == EACCES);
	EXPECT(open_error(file, O_WRONLY) == EACCES);
	EXPECT(open_error("/", O_RDONLY | O_DIRECTORY) == EACCES);
	EXPECT(open_error(missing, O_RDONLY) == ENOENT);
	EXPECT(mkdir(made, 0700) != 0 && errno == EACCES);
	EXPECT(unlink(file) != 0 && errno == EACCES);
	EXPECT(rename(file, made) != 0 && errno == EACCES);
	EXPECT(
	    execl("/bin/true", "true", (char *)NULL) != 0 && errno == EACCES);
	EXPECT(read(before, &byte, 1) == 1);
	return 0;
}

static int
but_for_a_folder(int before)
{
	(void)before;
	EXPECT(open_error("/etc/passwd", O_RDONLY) == EACCES);
	EXPECT(open_error(folder, O_RDONLY | O_DIRECTORY) == 0);
	EXPECT(open_error(file, O_RDONLY) == 0);
	EXPECT(open_error(file, O_WRONLY) == EACCES);
	EXPECT(open_error(missing, O_RDONLY) == ENOENT);
	EXPECT(mkdir(made, 0700) != 0 && errno == EACCES);
	EXPECT(unlink(file) != 0 && errno == EACCES);
	return 0;
}

/* What `look` sees in a process of its own that may read `readable`. */
static int
confined(const char *readable, int (*look)(int before))
{
	int status = 0, before = open(file, O_RDONLY | O_CLOEXEC);
	pid_t pid = fork();

	if (pid == 0) {
		prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
		confine_files(readable);
		_exit(look(before));
	}
	waitpid(pid, &status, 0);
	close(before);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void
prepare(void)
{
	int fd;

	ck_assert_ptr_nonnull(mkdtemp(folder));
	snprintf(file, sizeof(file), "%s/file", folder);
	snprintf(missing, sizeof(missing), "%s/missing", folder);
	snprintf(made, sizeof(made), "%s/made", folder);
	fd = open(file, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	ck_assert_int_eq(write(fd, "x", 1), 1);
	close(fd);
}

START_TEST(gives_up_files)
{
	prepare();
	if (has_landlock()) {
		ck_assert_int_eq(confined(NULL, without_files), 0);
		ck_assert_int_eq(confined(folder, but_for_a_folder), 0);
		ck_assert_int_eq(confined(missing, without_files), 0);
	} else {
		printf("# this kernel has no Landlock: nothing to see\n");
	}
	ck_assert_int_eq(unlink(file), 0);
	ck_assert_int_eq(rmdir(folder), 0);
}
END_TEST

int
main(void)
{
	return UNIT_RUN("confine", gives_up_files);
}
