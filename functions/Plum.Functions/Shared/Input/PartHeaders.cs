using System.Text.RegularExpressions;

namespace Plum.Functions.Shared.Input;

/// <summary>What the headers of a part say of it.</summary>
/// <param name="Name">The form's field.</param>
/// <param name="FileName">Null when the part is no file; empty when a form's file input was left empty.</param>
internal sealed partial record PartHeaders(string Name, string? FileName, string? ContentType)
{
    /// <param name="part">The part's number, for messages.</param>
    public static PartHeaders Read(IReadOnlyList<string> lines, int part)
    {
        if (ValueOf(lines, "Content-Disposition") is not { } disposition)
        {
            throw new BadRequestBodyException(400, $"Part {part} of the multipart body has no Content-Disposition.");
        }

        // curl calls its parts "attachment" when the command set a Content-Type of its own: only the parameters count.
        var parameters = Parameter().Matches(disposition).ToLookup(
            match => match.Groups["key"].Value,
            match => match.Groups["value"].Value.TrimEnd(),
            StringComparer.OrdinalIgnoreCase);
        return parameters["name"].Select(Unescaped).FirstOrDefault() is { Length: > 0 } name
            ? new(name, FileNameIn(parameters), ValueOf(lines, "Content-Type"))
            : throw new BadRequestBodyException(
                400, $"Part {part} of the multipart body has no name in its Content-Disposition.");
    }

    private static string? ValueOf(IReadOnlyList<string> lines, string header) => lines
        .Select(line => line.Split(':', 2))
        .FirstOrDefault(pair =>
            pair.Length == 2 && pair[0].Trim().Equals(header, StringComparison.OrdinalIgnoreCase))?[1].Trim();

    private static string? FileNameIn(ILookup<string, string> parameters) =>
        parameters["filename*"].FirstOrDefault() is { } encoded && encoded.Split('\'') is [_, _, var text]
            ? Uri.UnescapeDataString(text)
            : parameters["filename"].Select(Unescaped).FirstOrDefault();

    // Only quotes and backslashes are escaped: "C:\Users" is meant as it stands.
    private static string Unescaped(string value) => Escaped().Replace(value, "$1");

    // What is not quoted goes on to the semicolon: a file name may have blanks in it.
    [GeneratedRegex("""(?:^|;)\s*(?<key>[\w*-]+)\s*=\s*(?:"(?<value>(?:\\.|[^"\\])*)"|(?<value>[^";][^;]*))""")]
    private static partial Regex Parameter();

    [GeneratedRegex("""\\([\\"])""")]
    private static partial Regex Escaped();
}
