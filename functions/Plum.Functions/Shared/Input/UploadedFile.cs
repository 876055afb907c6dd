namespace Plum.Functions.Shared.Input;

/// <summary>A file as it arrives. It must be read before anything behind it in the request can be.</summary>
/// <param name="Field">The form field it was sent in.</param>
/// <param name="FileName">The name its sender gave it, or null. Never a path to be trusted.</param>
/// <param name="ContentType">As declared by the sender, or null.</param>
/// <param name="Content">
/// The bytes, in order and once only. Reading past the request's bound throws <see cref="BadRequestBodyException"/>
/// (413).
/// </param>
/// <param name="Before">
/// The fields that arrived before the file, the query string's included. Clients may send others after it.
/// </param>
public sealed record UploadedFile(
    string Field, string? FileName, string? ContentType, Stream Content, RequestFields Before);
