using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Plum.Functions.Shared.Outbound;

/// <summary>What a customer's URL answered, or why there is no answer.</summary>
public sealed record OutboundAnswer
{
    internal OutboundAnswer()
    {
    }

    /// <summary>The HTTP status, or 0 when there was no answer.</summary>
    public int Status { get; internal init; }

    public ReadOnlyMemory<byte> Body { get; internal init; }

    /// <summary>Media type and charset as sent, or null.</summary>
    public string? ContentType { get; internal init; }

    /// <summary>The host that was asked first.</summary>
    public string Host { get; internal init; } = "";

    /// <summary>The redirects on the way to the answer, in words to follow <see cref="Host"/>, or null.</summary>
    public string? Redirects { get; internal init; }

    /// <summary>Who answered, in words that begin a sentence.</summary>
    public string Answerer => Redirects is null ? Host : $"{Host} {Redirects}, which";

    /// <summary>How long the other side wants to be left alone, or null when it does not say.</summary>
    public TimeSpan? RetryAfter { get; internal init; }

    /// <summary>
    /// Why there is no answer, as a sentence that names the host but no secret, or null when there is one.
    /// </summary>
    public string? Failure { get; internal init; }

    /// <summary>Whether another try could end differently. A refused address stays refused.</summary>
    public bool MayRetry { get; internal init; }

    [MemberNotNullWhen(false, nameof(Failure))]
    public bool Answered => Failure is null;

    /// <summary>The body as UTF-8 text, for people: bytes that are not text show as U+FFFD.</summary>
    public string Text => Encoding.UTF8.GetString(Body.Span);
}
