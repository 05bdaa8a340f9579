/*
 * No files: what the process, once it is connected to the database, has no
 * more business with.
 */
#ifndef CGI_BIN_CONFINE_H
#define CGI_BIN_CONFINE_H

/*
 * Denies this process, for good, to open, make, remove, rename or run any file
 * (Landlock); what is open stays open.  `readable` is a directory below which
 * files may still be read, or NULL.  Needs no_new_privs.  Where the kernel has
 * no Landlock nothing is done; what fails otherwise is logged, no more.
 */
void confine_files(const char *readable);

#endif
