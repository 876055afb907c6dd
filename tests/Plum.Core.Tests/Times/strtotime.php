<?php
// What PHP makes of times: reads [[zone, now, text], ...] from a JSON file; prints its version, then a number or false per line.
echo PHP_VERSION, "\n";
foreach (json_decode(file_get_contents($argv[1])) as [$zone, $now, $text]) {
    date_default_timezone_set($zone);
    echo json_encode(strtotime($text, $now)), "\n";
}
