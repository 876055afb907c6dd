<?php
// Call volume as the documents' PHP sample fetches it: first temporary credentials, then the data with HTTP Basic.
$input = json_decode(stream_get_contents(STDIN), true);

function answer($curl)
{
    $headers = [];
    curl_setopt($curl, CURLOPT_RETURNTRANSFER, true);
    curl_setopt($curl, CURLOPT_HEADERFUNCTION, function ($curl, $line) use (&$headers) {
        if (strpos($line, ':') !== false) {
            [$name, $value] = explode(':', $line, 2);
            $headers[strtolower($name)] = trim($value);
        }
        return strlen($line);
    });
    $body = curl_exec($curl);
    if ($body === false) {
        fwrite(STDERR, curl_error($curl));
        exit(1);
    }
    return ['http' => curl_getinfo($curl, CURLINFO_RESPONSE_CODE), 'headers' => $headers, 'body' => $body];
}

$curl = curl_init($input['url'] . '/api/auth');
curl_setopt($curl, CURLOPT_POST, true);
curl_setopt($curl, CURLOPT_POSTFIELDS, http_build_query(['tool' => 'dev', 'login' => $input['login'], 'password' => $input['password']]));
$auth = answer($curl);
$credentials = json_decode($auth['body'], true);

$curl = curl_init($input['url'] . '/api/volume/' . $input['path']);
curl_setopt($curl, CURLOPT_HTTPAUTH, CURLAUTH_BASIC);
curl_setopt($curl, CURLOPT_USERPWD, $credentials['login'] . ':' . $credentials['password']);
curl_setopt($curl, CURLOPT_HTTPHEADER, ['Accept: ' . $input['accept']]);
$volume = answer($curl);

if ($input['accept'] === 'application/xml') {
    $volume['calls'] = [];
    foreach (simplexml_load_string($volume['body'])->calls->item as $item) {
        $volume['calls'][(string) $item['timestamp']] = (float) $item;
    }
} else {
    $volume['calls'] = json_decode($volume['body'], true)['calls'];
}

$volume['again'] = json_encode(json_decode($volume['body']), JSON_PRESERVE_ZERO_FRACTION) === $volume['body'];
echo json_encode(['auth' => $auth, 'volume' => $volume]);
