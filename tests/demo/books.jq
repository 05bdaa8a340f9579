# All reports together ($log plays in the log, $orphans of no campaign); fails
# unless each balances and every play is accounted for.
include "text";

def sum(number): map(number) | add // 0;

map(books) as $checked
| sum(.plays_received) as $received
| if $received + $orphans != $log then
    error("\($log) plays in the log, but \($received) in reports "
          + "and \($orphans) of no campaign")
  else
    "So do those of all \(length) reports of the three days, "
    + "\(map(select(.plays_received == 0)) | length) of them of zeros: "
    + "\($log | grouped) plays\nin the log = "
    + "\(sum(.total_impressions) | grouped) counted"
    + " + \(sum(.plays_excluded | add // 0) | grouped) excluded"
    + " + \($orphans) of no campaign."
  end
