using System.Globalization;
using System.Text.Json;
using NodaTime;
using NodaTime.Text;

namespace Plum.Core.Validation;

/// <summary>Reads the fields of one request into values of the domain and notes every field that will not do.</summary>
/// <param name="sent">
/// A field's value as sent: text from a form or a query, anything from a JSON body, null when absent.
/// </param>
/// <remarks>A field that is empty or JSON null counts as given but without a value.</remarks>
public sealed class FieldReader(Func<string, JsonElement?> sent)
{
    // As the documents' tables write it, and as Get Campaigns shows it.
    private static readonly IPattern<LocalDate> Dates = new CompositePatternBuilder<LocalDate>
    {
        { LocalDatePattern.CreateWithInvariantCulture("uuuu'-'MM'-'dd"), _ => true },
        { LocalDatePattern.CreateWithInvariantCulture("uuuu'-'MM'-'dd' 00:00:00'"), _ => false },
    }.Build();

    private static readonly LocalTimePattern Times = LocalTimePattern.CreateWithInvariantCulture("HH':'mm");

    public FieldErrors Errors { get; } = new();

    public bool Has(string field) => sent(field) is not null;

    /// <summary>Whether the field says just this.</summary>
    public bool Is(string field, string text) => sent(field) is { } value && SentValue.Text(value) == text;

    /// <summary>
    /// The first of these names that was sent, or the first if none was: <c>schedule</c> is also called
    /// <c>schedule_id</c>.
    /// </summary>
    public string NameOf(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (Has(name))
            {
                return name;
            }
        }

        return names[0];
    }

    /// <summary>Notes the field as missing when it has no value.</summary>
    public FieldReader Require(string field)
    {
        if (Value(field) is null && !Errors.Has(field))
        {
            Errors.Add(field, ValidationTexts.Required);
        }

        return this;
    }

    /// <summary>Notes those of the fields that were sent without a value, though they cannot be without one.</summary>
    public FieldReader RequireWhereSent(params ReadOnlySpan<string> fields)
    {
        foreach (var field in fields)
        {
            if (Has(field))
            {
                Require(field);
            }
        }

        return this;
    }

    /// <summary>Notes an id that was sent along and is not that of what the request is about.</summary>
    public FieldReader RequireSame(string field, int id)
    {
        OneOf(field, id.ToString(CultureInfo.InvariantCulture));
        return this;
    }

    public string? Text(string field, int maxCharacters) =>
        Value(field) is not { } value ? null
        : SentValue.Text(value) is not { } text ? Wrong<string>(field, ValidationTexts.Text)
        : text.EnumerateRunes().Count() > maxCharacters
            ? Wrong<string>(field, _ => ValidationTexts.MaxCharacters(field, maxCharacters))
        : text.Any(char.IsControl) ? Wrong<string>(field, ValidationTexts.ControlCharacters)
        : text;

    public long? WholeNumber(string field, long min, long max) =>
        Value(field) is not { } value ? null
        : SentValue.WholeNumber(value) is not { } number ? Wrong<long?>(field, ValidationTexts.WholeNumber)
        : number < min ? Wrong<long?>(field, _ => ValidationTexts.Min(field, min))
        : number > max ? Wrong<long?>(field, _ => ValidationTexts.Max(field, max))
        : (long)number;

    /// <summary>A whole number of any size, as it was written: an id that may or may not exist.</summary>
    public string? AnyWholeNumber(string field) =>
        Value(field) is not { } value ? null
        : SentValue.WholeNumber(value)?.ToString(CultureInfo.InvariantCulture)
            ?? Wrong<string>(field, ValidationTexts.WholeNumber);

    public LocalDate? Date(string field) => Parsed(field, Dates, "Y-m-d");

    public LocalTime? Time(string field) => Parsed(field, Times, "H:i");

    /// <summary>Likewise, the end of something: midnight at the end of a day is 24:00 too.</summary>
    public LocalTime? EndTime(string field) =>
        Value(field) is { } value && SentValue.Text(value)?.Trim() == "24:00" ? LocalTime.Midnight : Time(field);

    /// <summary>An instant, as unix seconds or as ISO 8601 with its offset from UTC.</summary>
    public Instant? PointInTime(string field) =>
        Value(field) is not { } value ? null
        : SentValue.PointInTime(value) ?? Wrong<Instant?>(field, ValidationTexts.PointInTime);

    /// <summary>An absolute http or https address without a user name or password in it.</summary>
    public string? Url(string field) =>
        Text(field, 2048) is not { } text ? null
        : Uri.TryCreate(text, UriKind.Absolute, out var uri)
            && uri is { Scheme: "http" or "https", Host.Length: > 0, UserInfo: "" } ? text
        : Wrong<string>(field, ValidationTexts.Format);

    public string? OneOf(string field, params ReadOnlySpan<string> choices) =>
        Text(field, 64)?.ToLowerInvariant() is not { } text ? null
        : choices.Contains(text) ? text
        : Wrong<string>(field, ValidationTexts.Invalid);

    /// <summary>
    /// The elements of an array, whether it came as a real one or as JSON text. An empty one counts as no value: null,
    /// and noted when it is text, in which nobody else sees it.
    /// </summary>
    public IReadOnlyList<JsonElement>? Array(string field, int maxItems) =>
        Value(field) is not { } value ? null
        : SentValue.Array(value) is not { } items ? Wrong<IReadOnlyList<JsonElement>>(field, ValidationTexts.Array)
        : items.Count == 0 ? Wrong<IReadOnlyList<JsonElement>>(field, ValidationTexts.Required)
        : items.Count > maxItems
            ? Wrong<IReadOnlyList<JsonElement>>(field, _ => ValidationTexts.MaxItems(field, maxItems))
        : items;

    /// <summary>An object, whether it came as a real one or as JSON text.</summary>
    public JsonElement? JsonObject(string field) =>
        Value(field) is not { } value ? null
        : SentValue.JsonObject(value) ?? Wrong<JsonElement?>(field, ValidationTexts.JsonObject);

    /// <summary>
    /// The texts in a field that takes one or several: an array, real or as JSON text, or text with commas between
    /// them.
    /// </summary>
    public IReadOnlyList<string>? OneOrSeveral(string field, int maxItems)
    {
        if (Value(field) is not { } value)
        {
            return null;
        }

        var items = SentValue.Array(value)?.Select(SentValue.Text).ToArray() ?? SentValue.Text(value)?.Split(',');
        return items is null || items.Contains(null) ? Wrong<IReadOnlyList<string>>(field, ValidationTexts.Text)
            : items.Length > maxItems
                ? Wrong<IReadOnlyList<string>>(field, _ => ValidationTexts.MaxItems(field, maxItems))
            : items is [] ? null
            : [.. items.Select(item => item!.Trim())];
    }

    /// <summary>
    /// A reader of an object or of one element of an array, whose errors carry its path, such as
    /// <c>profiles.0.start_time</c>.
    /// </summary>
    public FieldReader Within(string path, JsonElement element) => new(
        name => name.StartsWith($"{path}.", StringComparison.Ordinal)
            && element.TryGetProperty(name[(path.Length + 1)..], out var value)
            ? value
            : null,
        Errors);

    private FieldReader(Func<string, JsonElement?> sent, FieldErrors errors)
        : this(sent) => Errors = errors;

    private T? Parsed<T>(string field, IPattern<T> pattern, string shown)
        where T : struct =>
        Value(field) is not { } value ? null
        : SentValue.Text(value) is { } text && pattern.Parse(text.Trim()) is { Success: true } parsed ? parsed.Value
        : Wrong<T?>(field, _ => ValidationTexts.DateFormat(field, shown));

    private T? Wrong<T>(string field, Func<string, string> text)
    {
        Errors.Add(field, text);
        return default;
    }

    private JsonElement? Value(string field) => sent(field) is { } value && !SentValue.IsEmpty(value) ? value : null;
}
