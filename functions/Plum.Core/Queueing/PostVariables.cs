using System.Globalization;
using Plum.Core.Validation;

namespace Plum.Core.Queueing;

/// <summary>
/// Reads the POST variables of queuecall and queuecalls, and notes every one that will not do, by its name on the wire.
/// </summary>
/// <param name="sent">A variable's text as it was sent, or null.</param>
/// <remarks>
/// An HTML form sends the fields that nobody filled in: a blank variable counts as one that was not sent.
/// </remarks>
public sealed class PostVariables(Func<string, string?> sent)
{
    private const int MaxShown = 80;

    private readonly List<string> _faults = [];
    private readonly List<string> _notes = [];

    /// <summary>What is wrong, in whole sentences, in the order in which it was found.</summary>
    public IReadOnlyList<string> Faults => _faults;

    /// <summary>What the sender should know although it is no fault, in whole sentences.</summary>
    public IReadOnlyList<string> Notes => _notes;

    public string? this[string name] => sent(name) is { } text && !string.IsNullOrWhiteSpace(text) ? text : null;

    public void AddFault(string sentence) => _faults.Add(sentence);

    public void AddNote(string sentence) => _notes.Add(sentence);

    /// <summary>Under which name a variable was sent: <c>max_retries</c> is also called <c>max_retry</c>.</summary>
    public string NameOf(string name, string otherwise) =>
        this[name] is null && this[otherwise] is not null ? otherwise : name;

    /// <summary>Notes the variable as missing if it was not sent.</summary>
    public PostVariables Require(string name)
    {
        if (this[name] is null)
        {
            AddFault($"{name} is missing.");
        }

        return this;
    }

    /// <summary>A text on one line.</summary>
    public string? Text(string name, int maxCharacters) => Text(name, maxCharacters, "");

    /// <summary>A text that may go over several lines, as what is to be spoken does.</summary>
    public string? Lines(string name, int maxCharacters) => Text(name, maxCharacters, "\r\n\t");

    public long? WholeNumber(string name, long min, long max) =>
        Text(name, int.MaxValue)?.Trim() is not { } text ? null
        : !long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? Wrong<long?>($"{name} is '{Shown(text)}'; a whole number from {min} to {max} is needed.")
        : number < min || number > max ? Wrong<long?>($"{name} is {number}; it may be {min} to {max}.")
        : number;

    public string? Url(string name) =>
        this[name]?.Trim() is not { } text ? null
        : OutboundUrl.TryParse(text, out _, out var reason) ? text
        : Wrong<string>($"{name} {reason}.");

    /// <summary>One of some words, in whatever case they were written.</summary>
    public string? OneOf(string name, params string[] words)
    {
        var text = this[name]?.Trim().ToLowerInvariant();
        if (text is not null && !words.Contains(text))
        {
            AddFault($"{name} is '{Shown(text)}'; it may be {string.Join(", ", words[..^1])} or {words[^1]}.");
        }

        return text;
    }

    /// <summary>As much of a value as a message repeats.</summary>
    public static string Shown(string text)
    {
        if (text.Length <= MaxShown)
        {
            return text;
        }

        var cut = char.IsHighSurrogate(text[MaxShown - 1]) ? MaxShown - 1 : MaxShown;
        return $"{text.AsSpan(0, cut)}…";
    }

    private string? Text(string name, int maxCharacters, string allowed) =>
        this[name] is not { } text ? null
        : text.Length > maxCharacters && text.EnumerateRunes().Count() is var length && length > maxCharacters
            ? Wrong<string>($"{name} has {length} characters; at most {maxCharacters} are allowed.")
        : text.Select(c => (int)c).FirstOrDefault(c => char.IsControl((char)c) && !allowed.Contains((char)c), -1)
            is >= 0 and var odd
            ? Wrong<string>($"{name} has the control character U+{odd:X4}.")
        : text;

    private T? Wrong<T>(string sentence)
    {
        AddFault(sentence);
        return default;
    }
}
