using System.Text;
using CsvHelper;

namespace Plum.Core.PhoneLists;

/// <summary>Which column of a list means what.</summary>
/// <param name="NumberAt">The place of the number.</param>
/// <param name="Width">Columns a row may have.</param>
/// <param name="Description">The columns in words, for a row that has more.</param>
/// <param name="Values">
/// What a row is stored as after its number: message_reference, call_parameters, then the variables.
/// </param>
/// <param name="Columns">Names of the variables.</param>
internal sealed record ListShape(
    int NumberAt, int Width, string Description, ListColumn[] Values, IReadOnlyList<string> Columns)
{
    private const int MaxVariableLength = CallPage.MaxRowBytes;
    private const int MaxNameLength = 64;
    private const string Destination = "destination";

    // Variables of these names are posted with every call; a column must not hide them.
    private static readonly string[] Reserved = ["phone_number", "call_id", "campaign_parameters"];

    /// <summary>Whether the list has no header.</summary>
    public bool IsPositional { get; private init; }

    /// <summary>number[, message_reference[, call_parameters]]</summary>
    public static ListShape Positional(bool callParameters) => callParameters
        ? new(0, 3, "3 (number, message_reference, call_parameters)", [Reference(1), Parameters(2)], [])
        {
            IsPositional = true,
        }
        : new(0, 2, "2 (number, message_reference)", [Reference(1)], []) { IsPositional = true };

    /// <summary>
    /// Which cell of a row is the word that makes it a header, or -1. A row that begins with a number is none.
    /// </summary>
    public static int DestinationIn(CsvReader csv)
    {
        Span<byte> room = stackalloc byte[MaxNameLength];
        for (var i = 0; i < csv.FieldCount; i++)
        {
            if (Ascii.EqualsIgnoreCase(Invisible.Without(csv.GetSpan(i), room), "destination"u8))
            {
                return i > 0 && PhoneNumber.IsValid(csv.GetSpan(0), out _) ? -1 : i;
            }
        }

        return -1;
    }

    /// <summary>
    /// destination and other names, in any order: columns named message_reference and call_parameters are those, the
    /// others are variables.
    /// </summary>
    /// <param name="destination">The column of the numbers.</param>
    public static bool TryReadHeader(CsvReader csv, int destination, out ListShape? shape, out string? fault)
    {
        var names = new List<string>();
        shape = null;
        fault = csv.FieldCount > CallPage.MaxColumns
            ? $"has {csv.FieldCount} columns; at most {CallPage.MaxColumns} are allowed"
            : null;
        for (var i = 0; i < csv.FieldCount && fault is null; i++)
        {
            fault = i == destination ? null : FaultOf(csv.GetSpan(i), i + 1);
            fault ??= AddName(names, i == destination ? Destination : Name(csv.GetSpan(i)), i + 1);
        }

        fault ??= names.Sum(name => Encoding.UTF8.GetByteCount(name) + 2) > CallPage.MaxColumnBytes - 2
            ? FormattableString.Invariant($"is longer than {CallPage.MaxColumnBytes:N0} bytes")
            : null;
        shape = fault is null ? Of(names, destination) : null;
        return fault is null;
    }

    private static string? FaultOf(ReadOnlySpan<byte> name, int column) =>
        RowText.Fault(name, $"column {column}", MaxNameLength);

    // Spreadsheets break the lines of narrow columns.
    private static string Name(ReadOnlySpan<byte> name) => Encoding.UTF8.GetString(name).ReplaceLineEndings(" ");

    private static string? AddName(List<string> names, string name, int column)
    {
        names.Add(name);
        return name switch
        {
            "" => $"has no name for column {column}",
            _ when Reserved.Contains(name, StringComparer.OrdinalIgnoreCase) =>
                $"names a column '{name}', which every call carries already",
            _ when names.IndexOf(name) < names.Count - 1 => $"names two columns '{name}'",
            _ when names.Count(other => other.Equals(Destination, StringComparison.OrdinalIgnoreCase)) > 1 =>
                $"names two columns '{Destination}'",
            _ => null,
        };
    }

    private static ListShape Of(List<string> names, int destination)
    {
        var reference = names.FindIndex(name => name.Equals("message_reference", StringComparison.OrdinalIgnoreCase));
        var parameters = names.FindIndex(name => name.Equals("call_parameters", StringComparison.OrdinalIgnoreCase));
        var variables = Enumerable
            .Range(0, names.Count)
            .Where(i => i != destination && i != reference && i != parameters)
            .ToArray();
        ListColumn[] values =
        [
            Reference(reference), Parameters(parameters),
            .. variables.Select(i => new ListColumn(i, names[i], MaxVariableLength)),
        ];
        return new(
            destination,
            names.Count,
            $"{names.Count}, as the header names,",
            values,
            [.. variables.Select(i => names[i])]);
    }

    private static ListColumn Reference(int at) => new(at, "message_reference", CallEntry.MaxTextLength);

    private static ListColumn Parameters(int at) => new(at, "call_parameters", CallEntry.MaxTextLength);
}

/// <summary>A column beside the number.</summary>
/// <param name="At">Its place in a row; -1 when the list does not have it.</param>
/// <param name="MaxLength">Characters a value may have.</param>
internal readonly record struct ListColumn(int At, string Name, int MaxLength);
