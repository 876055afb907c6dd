<?php
// queuecall as a PHP client posts it with curl: an array goes as multipart/form-data, a string as urlencoded.
$input = json_decode(stream_get_contents(STDIN), true);

$curl = curl_init($input['url']);
curl_setopt($curl, CURLOPT_RETURNTRANSFER, true);
curl_setopt($curl, CURLOPT_POST, true);
curl_setopt($curl, CURLOPT_POSTFIELDS, $input['multipart'] ? $input['fields'] : http_build_query($input['fields']));
$body = curl_exec($curl);
if ($body === false) {
    fwrite(STDERR, curl_error($curl));
    exit(1);
}

$answer = simplexml_load_string($body);
echo json_encode([
    'http' => curl_getinfo($curl, CURLINFO_RESPONSE_CODE),
    'type' => curl_getinfo($curl, CURLINFO_CONTENT_TYPE),
    'root' => $answer->getName(),
    'status' => (string) $answer['status'],
    'call_id' => (string) $answer['call_id'],
    'fields' => array_map('strval', iterator_to_array($answer->children())),
]);
