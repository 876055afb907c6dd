namespace Plum.Core.Validation;

/// <summary>
/// The messages of field errors, word for word those of Lumen 8, which the documented ones are. The last few are ours.
/// </summary>
public static class ValidationTexts
{
    public static string NotTaken(string field) => $"The {Shown(field)} field is not taken here.";

    public static string Required(string field) => $"The {Shown(field)} field is required.";

    public static string Array(string field) => $"The {Shown(field)} must be an array.";

    public static string Text(string field) => $"The {Shown(field)} must be a string.";

    public static string WholeNumber(string field) => $"The {Shown(field)} must be an integer.";

    public static string MaxCharacters(string field, int max) =>
        $"The {Shown(field)} may not be greater than {max} characters.";

    public static string Max(string field, long max) => $"The {Shown(field)} may not be greater than {max}.";

    public static string MaxItems(string field, int max) => $"The {Shown(field)} may not have more than {max} items.";

    public static string Min(string field, long min) => $"The {Shown(field)} must be at least {min}.";

    public static string MinCharacters(string field, int min) =>
        $"The {Shown(field)} must be at least {min} characters.";

    public static string Invalid(string field) => $"The selected {Shown(field)} is invalid.";

    public static string Taken(string field) => $"The {Shown(field)} has already been taken.";

    public static string DateFormat(string field, string format) =>
        $"The {Shown(field)} does not match the format {format}.";

    public static string After(string field, string other) =>
        $"The {Shown(field)} must be a date after {Shown(other)}.";

    public static string AfterOrEqual(string field, string other) =>
        $"The {Shown(field)} must be a date after or equal to {Shown(other)}.";

    public static string Format(string field) => $"The {Shown(field)} format is invalid.";

    public static string File(string field) => $"The {Shown(field)} must be a file.";

    public static string ControlCharacters(string field) => $"The {Shown(field)} may not contain control characters.";

    public static string PointInTime(string field) =>
        $"The {Shown(field)} must be unix seconds or a time such as 2027-01-31T08:00:00-05:00.";

    public static string JsonObject(string field) => $"The {Shown(field)} must be a JSON object.";

    public static string NeedsOne(string field, IEnumerable<string> members) =>
        $"The {Shown(field)} needs at least one of {string.Join(", ", members)}.";

    public static string Overlap(string field, string first, string second) =>
        $"The {Shown(field)} may not overlap: {first} and {second}.";

    /// <summary>Underscores become blanks, except in the path of a nested field, which is shown as it is.</summary>
    private static string Shown(string field) => field.Contains('.') ? field : field.Replace('_', ' ');
}
