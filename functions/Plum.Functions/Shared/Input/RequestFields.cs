using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Plum.Functions.Shared.Input;

/// <summary>
/// The parameters of a request, however they were sent: query string, urlencoded or multipart form, or a JSON object.
/// </summary>
/// <remarks>
/// A field of the body wins over one of the same name in the query string. Names are compared exactly, as PHP does.
/// </remarks>
public sealed class RequestFields
{
    private readonly InputLimits _limits;
    private readonly Dictionary<string, FieldValue> _query = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FieldValue> _body = new(StringComparer.Ordinal);
    private readonly HashSet<string> _files = new(StringComparer.Ordinal);
    private int _count;

    internal RequestFields(InputLimits limits) => _limits = limits;

    /// <summary>
    /// Reads a request to its end. Files are handed to <paramref name="onFile"/> as they arrive and never kept.
    /// </summary>
    /// <exception cref="BadRequestBodyException">The request is malformed, too large or of an unknown kind.</exception>
    public static Task<RequestFields> ReadAsync(
        HttpRequest request, Func<UploadedFile, CancellationToken, Task>? onFile, CancellationToken ct) =>
        ReadAsync(request, InputLimits.Default, onFile, ct);

    /// <inheritdoc cref="ReadAsync(HttpRequest, Func{UploadedFile, CancellationToken, Task}?, CancellationToken)"/>
    public static Task<RequestFields> ReadAsync(
        HttpRequest request,
        InputLimits limits,
        Func<UploadedFile, CancellationToken, Task>? onFile,
        CancellationToken ct) =>
        new BodyReader(request, limits, onFile).ReadAsync(ct);

    /// <summary>
    /// The value as text, or null when it was not sent or is JSON's null. Of a repeated field the last; other JSON as
    /// it stands.
    /// </summary>
    public string? this[string name] => Find(name)?.Text;

    /// <summary>
    /// The names sent, each once, those of the body first; <c>profiles[0][profile]</c> counts as <c>profiles</c>.
    /// </summary>
    public IEnumerable<string> Names => _body.Keys.Concat(_query.Keys.Where(name => !_body.ContainsKey(name)));

    /// <summary>Likewise, and those that files came under.</summary>
    public IEnumerable<string> AllNames => Names.Union(_files);

    /// <summary>Whether the field was sent, be it empty or JSON's null.</summary>
    public bool Has(string name) => Find(name) is not null;

    /// <summary>
    /// The field as a JSON value: of a JSON body as it stands, of a form its text parsed, or the structure
    /// <c>name[0][key]=…</c> spells.
    /// </summary>
    /// <returns>Null when the field was not sent or its text is not JSON.</returns>
    public JsonElement? Json(string name) => Find(name)?.Json;

    /// <summary>
    /// The field as a list of texts, from JSON text, a JSON array, repeated fields, <c>name[]</c> or <c>name[0]</c>.
    /// </summary>
    /// <returns>Null when the field was not sent or is not a list: a lone text that is no JSON array is none.</returns>
    public IReadOnlyList<string>? Array(string name) => Find(name)?.Array;

    /// <summary>
    /// The field as UTF-8: its text, or as JSON what was sent as JSON or as several values. For lists of numbers.
    /// </summary>
    public ReadOnlyMemory<byte>? Utf8(string name) => Find(name)?.Utf8;

    /// <summary>
    /// The field with the type it was sent with: forms and query strings send text and nothing else. Null when it was
    /// not sent.
    /// </summary>
    public JsonElement? Sent(string name) => Find(name)?.Sent;

    internal void AddQuery(string key, string value) => Add(_query, key, value);

    internal void AddForm(string key, string value) => Add(_body, key, value);

    internal void AddJson(string name, JsonElement value)
    {
        CountField();
        _body[name] = new FieldValue(value);
    }

    internal void AddFile(string name)
    {
        CountField();
        _files.Add(name);
    }

    private FieldValue? Find(string name) => _body.GetValueOrDefault(name) ?? _query.GetValueOrDefault(name);

    private void Add(Dictionary<string, FieldValue> fields, string key, string value)
    {
        CountField();
        var path = FieldPath.Parse(key);
        if (!fields.TryGetValue(path.Name, out var field))
        {
            fields[path.Name] = field = new FieldValue();
        }

        field.Add(path.Keys, value);
    }

    private void CountField()
    {
        if (++_count > _limits.MaxFields)
        {
            throw new BadRequestBodyException(
                400, FormattableString.Invariant($"The request has more than {_limits.MaxFields:N0} fields."));
        }
    }
}
