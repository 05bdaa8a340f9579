# Text for a terminal, and the one rule: the books balance.

def lpad($width):
  tostring | (($width - length) as $n | if $n > 0 then " " * $n else "" end) + .;

def rpad($width):
  tostring | . + (($width - length) as $n | if $n > 0 then " " * $n else "" end);

# 1234567 as 1,234,567
def grouped:
  tostring | [while(. != ""; .[:-3])] | map(.[-3:]) | reverse | join(",");

def right($width):
  grouped | lpad($width);

def row($name; $number):
  "  " + ($name | rpad(24)) + ($number | right(10));

def bar($value; $most):
  if $most == 0 then ""
  else (40 * $value / $most | round) as $n
    | if $n > 0 then "█" * $n else "" end
  end;

# A sentence when a report's books balance, an error when they do not.
def books:
  .total_impressions as $total
  | .plays_received as $received
  | (.plays_excluded | add // 0) as $excluded
  | {
      hours: (.hourly_breakdown | add),
      regions: (.geographic_breakdown.regions | add // 0),
      stores: (.geographic_breakdown.stores | map(.impressions) | add // 0),
      "plays received less excluded": ($received - $excluded)
    }
  | map_values(select(. != $total))
  | if . == {} then
      "The books balance: \($received | grouped) received = "
      + "\($total | grouped) counted + \($excluded | grouped) excluded;\n"
      + "hours, regions and stores each add up to \($total | grouped)."
    else
      error("the books do not balance: \($total) counted, but \(.)")
    end;
