<?php
// What PHP makes of times: reads [[zone, now, text], ...] from a JSON file; prints its version, then per line a number or
// false, and whether it read the text by way of a zone that nobody meant: "1730 MST" is 1730 ms and the military zone T;
// "dec 5 5 a.m." is in A and 2005; "EST, jan 5 9:00am, noon" has a second zone "am", which is not even looked up.
$known = ['EST', 'EDT', 'CST', 'CDT', 'MST', 'MDT', 'PST', 'PDT', 'UTC', 'GMT', 'Z'];
echo PHP_VERSION, "\n";
foreach (json_decode(file_get_contents($argv[1])) as [$zone, $now, $text]) {
    date_default_timezone_set($zone);
    $parts = date_parse($text);
    $odd = in_array('Double timezone specification', $parts['warnings'])
        || (($parts['zone_type'] ?? 0) === 2 && !in_array(strtoupper($parts['tz_abbr']), $known));
    echo json_encode(strtotime($text, $now)), "\t", (int) $odd, "\n";
}
