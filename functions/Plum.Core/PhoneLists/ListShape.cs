using System.Text;
using CsvHelper;

namespace Plum.Core.PhoneLists;

/// <summary>Which column of a list means what.</summary>
/// <param name="Width">Columns a row may have.</param>
/// <param name="Description">The columns in words, for a row that has more.</param>
/// <param name="Values">What a row is stored as after its number: message_reference, call_parameters, then the variables.</param>
/// <param name="Columns">Names of the variables.</param>
internal sealed record ListShape(int Width, string Description, ListColumn[] Values, IReadOnlyList<string> Columns)
{
    private const int MaxVariableLength = CallPage.MaxRowBytes;
    private const int MaxNameLength = 64;

    // Variables of these names are posted with every call; a column must not hide them.
    private static readonly string[] Reserved = ["phone_number", "call_id", "campaign_parameters"];

    /// <summary>number[, message_reference[, call_parameters]]</summary>
    public static ListShape Positional(bool callParameters) => callParameters
        ? new(3, "3 (number, message_reference, call_parameters)", [Reference(1), Parameters(2)], [])
        : new(2, "2 (number, message_reference)", [Reference(1)], []);

    /// <summary>destination[, name…]: columns named message_reference and call_parameters are those, the others are variables.</summary>
    public static bool TryReadHeader(CsvReader csv, out ListShape? shape, out string? fault)
    {
        var names = new List<string>();
        shape = null;
        fault = csv.FieldCount > CallPage.MaxColumns
            ? $"has {csv.FieldCount} columns; at most {CallPage.MaxColumns} are allowed"
            : null;
        for (var i = 1; i < csv.FieldCount && fault is null; i++)
        {
            fault = AddName(names, csv.GetSpan(i), i + 1);
        }

        fault ??= names.Sum(name => Encoding.UTF8.GetByteCount(name) + 2) > CallPage.MaxColumnBytes - 2
            ? FormattableString.Invariant($"is longer than {CallPage.MaxColumnBytes:N0} bytes")
            : null;
        shape = fault is null ? Of(names) : null;
        return fault is null;
    }

    private static string? AddName(List<string> names, ReadOnlySpan<byte> name, int column)
    {
        if (RowText.Fault(name, $"column {column}", MaxNameLength) is { } fault)
        {
            return fault;
        }

        var text = Encoding.UTF8.GetString(name);
        names.Add(text);
        return text switch
        {
            "" => $"has no name for column {column}",
            _ when Reserved.Contains(text, StringComparer.OrdinalIgnoreCase) => $"names a column '{text}', which every call carries already",
            _ when names.IndexOf(text) < names.Count - 1 => $"names two columns '{text}'",
            _ => null,
        };
    }

    private static ListShape Of(List<string> names)
    {
        var reference = names.FindIndex(name => name.Equals("message_reference", StringComparison.OrdinalIgnoreCase));
        var parameters = names.FindIndex(name => name.Equals("call_parameters", StringComparison.OrdinalIgnoreCase));
        var variables = Enumerable.Range(0, names.Count).Where(i => i != reference && i != parameters).ToArray();
        ListColumn[] values =
        [
            Reference(reference + 1), Parameters(parameters + 1),
            .. variables.Select(i => new ListColumn(i + 1, names[i], MaxVariableLength)),
        ];
        return new(names.Count + 1, $"{names.Count + 1}, as the header names,", values, [.. variables.Select(i => names[i])]);
    }

    private static ListColumn Reference(int at) => new(at, "message_reference", CallEntry.MaxTextLength);

    private static ListColumn Parameters(int at) => new(at, "call_parameters", CallEntry.MaxTextLength);
}

/// <summary>A column beside the number.</summary>
/// <param name="At">Its place in a row; 0, the number's, when the list does not have it.</param>
/// <param name="MaxLength">Characters a value may have.</param>
internal readonly record struct ListColumn(int At, string Name, int MaxLength);
