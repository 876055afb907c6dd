namespace Plum.Functions.Shared.Input;

/// <summary>
/// The request's body cannot be read: malformed (400), too large (413) or of a kind nobody asked for (415).
/// </summary>
/// <param name="status">The HTTP status to answer with.</param>
/// <param name="message">What is wrong, as a sentence for the client.</param>
public sealed class BadRequestBodyException(int status, string message) : Exception(message)
{
    public int Status { get; } = status;
}
