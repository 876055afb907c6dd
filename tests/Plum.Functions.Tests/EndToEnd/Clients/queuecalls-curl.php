<?php
// queuecalls as a PHP client posts it with curl and CURLFile.
$input = json_decode(stream_get_contents(STDIN), true);

$curl = curl_init($input['url']);
curl_setopt($curl, CURLOPT_RETURNTRANSFER, true);
curl_setopt($curl, CURLOPT_POSTFIELDS, $input['fields'] + ['phone_list' => new CURLFile($input['file'], 'text/csv', 'list.csv')]);
$body = curl_exec($curl);
if ($body === false) {
    fwrite(STDERR, curl_error($curl));
    exit(1);
}

$answer = simplexml_load_string($body);
$calls = [];
foreach ($answer->call as $call) {
    $calls[] = [
        'call_id' => (int) $call['call_id'],
        'phone_number' => (string) $call['phone_number'],
        'message_reference' => (string) $call['message_reference'],
    ];
}

echo json_encode([
    'root' => $answer->getName(),
    'status' => (string) $answer['status'],
    'campaign_id' => (int) $answer['campaign_id'],
    'call_count' => (int) $answer['call_count'],
    'error' => (string) $answer->error,
    'calls' => $calls,
]);
