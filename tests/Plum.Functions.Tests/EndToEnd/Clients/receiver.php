<?php
// A customer's start_url and result_url in PHP, for its own web server: php -S ADDRESS receiver.php.
// Keeps each request as a line of JSON in the file that RECEIVED names; checks signatures with the key in SIGNING_KEY.
$body = file_get_contents('php://input');
$delivery = $_SERVER['HTTP_X_PLUM_DELIVERY'] ?? '';
$signed = implode('.', [$delivery, $_SERVER['HTTP_X_PLUM_SEQUENCE'] ?? '', $_SERVER['HTTP_X_PLUM_TIMESTAMP'] ?? '', $body]);
$expected = hash_hmac('sha256', $signed, getenv('SIGNING_KEY'));
$sent = preg_replace('/^sha256=/', '', $_SERVER['HTTP_X_PLUM_SIGNATURE'] ?? '');

file_put_contents(getenv('RECEIVED'), json_encode([
    'method' => $_SERVER['REQUEST_METHOD'],
    'path' => parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH),
    'post' => $_POST,
    'delivery' => $delivery,
    'signed' => hash_equals($expected, $sent),
], JSON_FORCE_OBJECT) . "\n", FILE_APPEND | LOCK_EX);

if (parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH) === '/start.php') {
    header('Content-Type: application/voicexml+xml');
    echo '<?xml version="1.0"?><vxml version="2.0"><form><block>', htmlspecialchars($_POST['call_parameters'] ?? ''), '</block></form></vxml>';
}
