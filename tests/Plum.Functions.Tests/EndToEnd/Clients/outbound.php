<?php
// An old outbound server for PHP's own web server: php -S ADDRESS outbound.php. /webservice/queuecall.php answers as its documents show.
// /ring places what has been queued, in the file that RECEIVED names, and posts the results; numbers that end in 0 are busy.
$path = parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);
if ($path === '/ring') {
    $answers = [];
    foreach (file(getenv('RECEIVED'), FILE_IGNORE_NEW_LINES) as $i => $line) {
        $call = json_decode($line, true)['post'];
        $busy = str_ends_with($call['phone_number'], '0');
        $form = http_build_query([
            'phone_number' => $call['phone_number'],
            'message_reference' => $call['message_reference'] ?? '',
            'call_parameters' => $call['call_parameters'] ?? '',
            'call_id' => $i + 1,
            'result' => $busy ? 'failed' : 'completed',
            'callee_type' => $busy ? 'busy' : 'voice',
            'attempts' => 1,
            'last_attempt_timestamp' => time(),
            'duration' => $busy ? 0 : 17,
        ]);
        file_get_contents($call['result_url'], false, stream_context_create(['http' => [
            'method' => 'POST', 'header' => 'Content-Type: application/x-www-form-urlencoded', 'content' => $form, 'ignore_errors' => true,
        ]]));
        $answers[] = explode(' ', $http_response_header[0])[1];
    }

    exit(implode(' ', $answers));
}

$error = match (true) {
    ($_POST['login'] ?? '') !== 'demo' || ($_POST['pin'] ?? '') !== '1234' => 'Invalid login or pin',
    !preg_match('/^tel:\+1\d{10}(;|$)/', $_POST['phone_number'] ?? '') => "phone_number cannot be dialed: {$_POST['phone_number']}",
    @file_get_contents($_POST['start_url']) === false => 'start_url could not be fetched',
    @file_get_contents($_POST['result_url']) === false => 'result_url could not be fetched',
    default => null,
};

header('Content-Type: text/xml');
echo '<?xml version="1.0"?>', "\n";
if ($error !== null) {
    exit('<queuecall status="failed"><error>' . htmlspecialchars($error) . '</error></queuecall>');
}

$kept = ['method' => 'POST', 'path' => $path, 'post' => $_POST, 'delivery' => '', 'signed' => false];
file_put_contents(getenv('RECEIVED'), json_encode($kept) . "\n", FILE_APPEND | LOCK_EX);
echo '<queuecall status="queued" call_id="', count(file(getenv('RECEIVED'))), "\">\n";
foreach (['login', 'pin', 'phone_number', 'start_url', 'message_reference'] as $name) {
    echo "    <$name>", $_POST[$name] ?? '', "</$name>\n"; // as they came
}

echo "</queuecall>\n";
