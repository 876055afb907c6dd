<?php
// What PHP makes of a form, for its own web server: php -S ADDRESS form.php.
$files = [];
foreach ($_FILES as $field => $file) {
    $files[$field] = $file['error'] === UPLOAD_ERR_OK ? file_get_contents($file['tmp_name']) : null;
}

echo json_encode(['post' => $_POST, 'files' => $files], JSON_FORCE_OBJECT);
