<?php
// queuecall as PHP clients post it that have no curl: file_get_contents with a stream context. The old ones speak HTTP/1.0.
$input = json_decode(stream_get_contents(STDIN), true);

$context = stream_context_create(['http' => [
    'method' => 'POST',
    'protocol_version' => 1.0,
    'header' => "Content-Type: application/x-www-form-urlencoded\r\n",
    'content' => http_build_query($input['fields']),
]]);
$answer = simplexml_load_string(file_get_contents($input['url'], false, $context));
echo json_encode(['status' => (string) $answer['status'], 'call_id' => (int) $answer['call_id'], 'http' => $http_response_header[0]]);
