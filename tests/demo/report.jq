# One day's report as text for a terminal; fails if the books do not balance.
include "text";

def percent($total):
  if $total == 0 then ""
  else (1000 * . / $total | round) as $n
    | "\($n / 10 | floor).\($n % 10) %"
  end;

def reason:
  sub("^status_"; "status ") | gsub("_"; " ");

books as $books
| (.hourly_breakdown | to_entries | sort_by(.key)) as $hours
| ($hours | map(.value) | max) as $peak
| .geographic_breakdown as $where
| .total_impressions as $total
| [
    "\(.campaign_name), \(.date) (\(.time_zone)), \(.state)",
    "",
    row("impressions"; $total),
    row("devices"; .unique_devices),
    row("stores"; .unique_stores),
    row("seconds"; .total_duration_seconds),
    "",
    ($hours[] | "  \(.key) h" + (.value | right(16)) + " "
                + bar(.value; $peak)),
    "",
    ($where.regions | to_entries | sort_by(-.value)[]
     | row(.key; .value) + (.value | percent($total) | lpad(9))),
    "",
    ($where.stores[:5][]
     | row(.name; .impressions)),
    (if ($where.stores | length) > 5
     then row("\($where.stores | length - 5) more";
              $where.stores[5:] | map(.impressions) | add)
     else empty end),
    "",
    row("received"; .plays_received),
    row("counted"; $total),
    (.plays_excluded | to_entries | sort_by(-.value)[]
     | row("not: " + (.key | reason); .value)),
    "",
    $books
  ][]
