using System.Buffers;
using System.Text;
using System.Xml;
using Azure;

namespace Plum.Standalone.Queues;

/// <summary>The queue service's limits, checked before the store sees a call.</summary>
internal static class QueueRules
{
    /// <summary>Of the text as it travels, in UTF-8 bytes.</summary>
    public const int LargestMessage = 64 * 1024;

    public const int MostMessages = 32;

    private const int SevenDays = 7 * 24 * 3600;
    private const int HiddenWhenReceived = 30;

    private static readonly SearchValues<char> NameLetters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    public static void CheckName(string name)
    {
        if (name.Length is < 3 or > 63)
        {
            throw QueueErrors.OutOfRangeName($"'{name}' cannot name a queue: a name has 3 to 63 characters.");
        }

        var dashed = name.StartsWith('-') || name.EndsWith('-') || name.Contains("--", StringComparison.Ordinal);
        if (dashed || name.AsSpan().ContainsAnyExcept(NameLetters))
        {
            throw new RequestFailedException(
                400,
                $"'{name}' cannot name a queue: 3 to 63 lower-case letters, digits and single dashes, none at either end.",
                "InvalidResourceName",
                null);
        }
    }

    public static Sending CheckSend(string text, TimeSpan? hidden, TimeSpan? lives)
    {
        CheckSize(text);
        var hiddenSeconds = Seconds(hidden ?? TimeSpan.Zero, 0);
        var livesSeconds = lives is { } given ? WholeSeconds(given) : SevenDays;
        if (livesSeconds is 0 or < -1)
        {
            throw QueueErrors.OutOfRange($"A message lives 1 second or more, or -1 for ever; not {livesSeconds}.");
        }

        return livesSeconds == -1 || hiddenSeconds < livesSeconds
            ? new(text, hiddenSeconds, livesSeconds)
            : throw QueueErrors.OutOfRange($"Hidden for {hiddenSeconds} s, a message that lives {livesSeconds} s would never be seen.");
    }

    public static (int Most, int HiddenSeconds) CheckReceive(int? most, TimeSpan? hidden) =>
        (CheckCount(most), hidden is { } given ? Seconds(given, 1) : HiddenWhenReceived);

    public static int CheckUpdate(string? text, TimeSpan hidden)
    {
        CheckSize(text ?? "");
        return Seconds(hidden, 0);
    }

    public static int CheckCount(int? most) => most switch
    {
        null => 1,
        >= 1 and <= MostMessages => most.Value,
        _ => throw QueueErrors.OutOfRange($"1 to {MostMessages} messages can be asked for at a time, not {most}."),
    };

    private static void CheckSize(string text)
    {
        XmlConvert.VerifyXmlChars(text); // the wire is XML
        if (text.Length > LargestMessage / 3 && Encoding.UTF8.GetByteCount(text) is var bytes and > LargestMessage)
        {
            throw new RequestFailedException(
                413, $"A message holds at most {LargestMessage} bytes as it travels; this one has {bytes}.", "RequestBodyTooLarge", null);
        }
    }

    private static int Seconds(TimeSpan hidden, int least) => WholeSeconds(hidden) is var seconds && seconds >= least && seconds <= SevenDays
        ? seconds
        : throw QueueErrors.OutOfRange($"A message can be hidden for {least} to {SevenDays} seconds, not {seconds}.");

    // The wire carries whole seconds, and a longer wait than asked for would be worse than a shorter one.
    private static int WholeSeconds(TimeSpan span) => (int)Math.Clamp(span.Ticks / TimeSpan.TicksPerSecond, int.MinValue, int.MaxValue);
}

/// <summary>A message to send: hidden for the first seconds, dropped after the last (-1: never).</summary>
internal sealed record Sending(string Text, int HiddenSeconds, int LivesSeconds);
