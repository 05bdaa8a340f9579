# Makes the random days of a campaign from days.txt.
#   awk -v seed=N -v days=N -f plan.awk days.txt
# Prints: database, seed of the day, date, zone, plays, jobs.  Within a database
# no date comes twice, for a date is sealed once.

/^[^#]/ {
	listed++
	date[listed] = $1
	zone[listed] = $2
}

function random_date(	month)
{
	month = 1 + int(rand() * 12)
	return sprintf("%04d-%02d-%02d", 2005 + int(rand() * 21), month,
	    1 + int(rand() * 28))
}

function plays(	size)
{
	size = rand()
	if (size < 0.04)
		return 0
	if (size < 0.10)
		return 1 + int(rand() * 5)
	return size < 0.9 ? int(rand() * 800) : int(rand() * 4000)
}

END {
	srand(seed)
	for (n = 1; n <= days; n++) {
		if (n <= listed) {
			d = date[n]
			z = zone[n]
		} else {
			d = random_date()
			z = zone[1 + int(rand() * listed)]
			# where it has two midnights half an hour apart, or
			# none, the day is refused and not sealed
			if (z == "Pacific/Apia" && d < "2012-01-01" ||
			    z == "America/St_Johns" && d < "2012-01-01")
				z = "UTC"
		}
		base = n % 2
		while ((base, d) in taken)
			base += 2
		taken[base, d] = 1
		printf "%d %.9f %s %s %d %d\n", base, rand() * 2 - 1, d, z,
		    plays(), 1 + int(rand() * 3)
	}
}
