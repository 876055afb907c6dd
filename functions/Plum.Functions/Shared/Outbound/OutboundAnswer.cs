using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Plum.Functions.Shared.Outbound;

/// <summary>What a customer's URL answered, or why there is no answer.</summary>
public sealed record OutboundAnswer
{
    private OutboundAnswer()
    {
    }

    /// <summary>The HTTP status, or 0 when there was no answer.</summary>
    public int Status { get; private init; }

    public ReadOnlyMemory<byte> Body { get; private init; }

    /// <summary>Media type and charset as sent, or null.</summary>
    public string? ContentType { get; private init; }

    /// <summary>Why there is no answer, as a sentence that names the host but no secret, or null when there is one.</summary>
    public string? Failure { get; private init; }

    /// <summary>Whether another try could end differently. A refused address stays refused.</summary>
    public bool MayRetry { get; private init; }

    [MemberNotNullWhen(false, nameof(Failure))]
    public bool Answered => Failure is null;

    /// <summary>The body as UTF-8 text, for people: bytes that are not text show as U+FFFD.</summary>
    public string Text => Encoding.UTF8.GetString(Body.Span);

    internal static OutboundAnswer Of(int status, ReadOnlyMemory<byte> body, string? contentType) =>
        new() { Status = status, Body = body, ContentType = contentType };

    internal static OutboundAnswer Failed(string sentence, bool mayRetry) => new() { Failure = sentence, MayRetry = mayRetry };
}
