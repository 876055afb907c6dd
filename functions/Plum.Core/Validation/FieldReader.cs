using System.Globalization;
using System.Text.Json;
using NodaTime;
using NodaTime.Text;

namespace Plum.Core.Validation;

/// <summary>Reads the fields of one request into values of the domain and notes every field that will not do.</summary>
/// <param name="sent">A field's value as sent: text from a form or a query, anything from a JSON body, null when absent.</param>
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
    /// The first of these names that was sent, or the first if none was: <c>schedule</c> is also called <c>schedule_id</c>.
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

    public string? Text(string field, int maxCharacters)
    {
        if (Value(field) is not { } value)
        {
            return null;
        }

        if (SentValue.Text(value) is not { } text)
        {
            Errors.Add(field, ValidationTexts.Text);
            return null;
        }

        if (text.EnumerateRunes().Count() > maxCharacters)
        {
            Errors.Add(field, ValidationTexts.MaxCharacters(field, maxCharacters));
            return null;
        }

        if (text.Any(char.IsControl))
        {
            Errors.Add(field, ValidationTexts.ControlCharacters);
            return null;
        }

        return text;
    }

    public long? WholeNumber(string field, long min, long max)
    {
        if (Value(field) is not { } value)
        {
            return null;
        }

        if (SentValue.WholeNumber(value) is not { } number)
        {
            Errors.Add(field, ValidationTexts.WholeNumber);
            return null;
        }

        if (number < min || number > max)
        {
            Errors.Add(field, number < min ? ValidationTexts.Min(field, min) : ValidationTexts.Max(field, max));
            return null;
        }

        return (long)number;
    }

    /// <summary>A whole number of any size, as it was written: an id that may or may not exist.</summary>
    public string? AnyWholeNumber(string field)
    {
        if (Value(field) is not { } value)
        {
            return null;
        }

        if (SentValue.WholeNumber(value) is { } number)
        {
            return number.ToString(CultureInfo.InvariantCulture);
        }

        Errors.Add(field, ValidationTexts.WholeNumber);
        return null;
    }

    public LocalDate? Date(string field) => Parsed(field, Dates, "Y-m-d");

    public LocalTime? Time(string field) => Parsed(field, Times, "H:i");

    /// <summary>Likewise, the end of something: midnight at the end of a day is 24:00 too.</summary>
    public LocalTime? EndTime(string field) =>
        Value(field) is { } value && SentValue.Text(value)?.Trim() == "24:00" ? LocalTime.Midnight : Time(field);

    /// <summary>An instant, as unix seconds or as ISO 8601 with its offset from UTC.</summary>
    public Instant? PointInTime(string field)
    {
        if (Value(field) is not { } value)
        {
            return null;
        }

        if (SentValue.PointInTime(value) is { } instant)
        {
            return instant;
        }

        Errors.Add(field, ValidationTexts.PointInTime);
        return null;
    }

    /// <summary>An absolute http or https address without a user name or password in it.</summary>
    public string? Url(string field)
    {
        if (Text(field, 2048) is not { } text)
        {
            return null;
        }

        if (Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri is { Scheme: "http" or "https", Host.Length: > 0, UserInfo: "" })
        {
            return text;
        }

        Errors.Add(field, ValidationTexts.Format);
        return null;
    }

    public string? OneOf(string field, params ReadOnlySpan<string> choices)
    {
        if (Text(field, 64) is not { } text)
        {
            return null;
        }

        if (choices.Contains(text.ToLowerInvariant()))
        {
            return text.ToLowerInvariant();
        }

        Errors.Add(field, ValidationTexts.Invalid);
        return null;
    }

    /// <summary>
    /// The elements of an array, whether it came as a real one or as JSON text. An empty one counts as no value: null, and
    /// noted when it is text, in which nobody else sees it.
    /// </summary>
    public IReadOnlyList<JsonElement>? Array(string field, int maxItems)
    {
        if (Value(field) is not { } value)
        {
            return null;
        }

        if (SentValue.Array(value) is not { } items)
        {
            Errors.Add(field, ValidationTexts.Array);
            return null;
        }

        if (items.Count == 0)
        {
            Errors.Add(field, ValidationTexts.Required);
            return null;
        }

        if (items.Count > maxItems)
        {
            Errors.Add(field, ValidationTexts.MaxItems(field, maxItems));
            return null;
        }

        return items;
    }

    /// <summary>An object, whether it came as a real one or as JSON text.</summary>
    public JsonElement? JsonObject(string field)
    {
        if (Value(field) is not { } value)
        {
            return null;
        }

        if (SentValue.JsonObject(value) is { } found)
        {
            return found;
        }

        Errors.Add(field, ValidationTexts.JsonObject);
        return null;
    }

    /// <summary>The texts in a field that takes one or several: an array, real or as JSON text, or text with commas between them.</summary>
    public IReadOnlyList<string>? OneOrSeveral(string field, int maxItems)
    {
        if (Value(field) is not { } value)
        {
            return null;
        }

        var items = SentValue.Array(value)?.Select(SentValue.Text).ToArray() ?? SentValue.Text(value)?.Split(',');
        if (items is null || items.Contains(null))
        {
            Errors.Add(field, ValidationTexts.Text);
            return null;
        }

        if (items.Length > maxItems)
        {
            Errors.Add(field, ValidationTexts.MaxItems(field, maxItems));
            return null;
        }

        return items is [] ? null : [.. items.Select(item => item!.Trim())];
    }

    /// <summary>
    /// A reader of an object or of one element of an array, whose errors carry its path, such as
    /// <c>profiles.0.start_time</c>.
    /// </summary>
    public FieldReader Within(string path, JsonElement element) => new(
        name => name.StartsWith($"{path}.", StringComparison.Ordinal) && element.TryGetProperty(name[(path.Length + 1)..], out var value)
            ? value
            : null,
        Errors);

    private FieldReader(Func<string, JsonElement?> sent, FieldErrors errors)
        : this(sent) => Errors = errors;

    private T? Parsed<T>(string field, IPattern<T> pattern, string shown)
        where T : struct
    {
        if (Value(field) is not { } value)
        {
            return null;
        }

        if (SentValue.Text(value) is { } text && pattern.Parse(text.Trim()) is { Success: true } parsed)
        {
            return parsed.Value;
        }

        Errors.Add(field, ValidationTexts.DateFormat(field, shown));
        return null;
    }

    private JsonElement? Value(string field) => sent(field) is { } value && !SentValue.IsEmpty(value) ? value : null;
}
