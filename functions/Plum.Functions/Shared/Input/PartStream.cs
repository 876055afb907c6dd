namespace Plum.Functions.Shared.Input;

/// <summary>The content of one part. A body that breaks off inside it is the client's fault and is said so.</summary>
internal sealed class PartStream(Stream part) : ReadOnlyStream
{
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return await part.ReadAsync(buffer, cancellationToken);
        }
        catch (Exception e) when (IsMalformed(e))
        {
            throw Malformed();
        }
    }

    /// <summary>Whether the multipart reader gave up on the bytes themselves. The server's own exceptions are told apart by their types.</summary>
    public static bool IsMalformed(Exception e) => e is InvalidDataException || e.GetType() == typeof(IOException);

    public static BadRequestBodyException Malformed() =>
        new(400, "The multipart body is malformed: it breaks off before its closing boundary, or its parts are not separated by it.");
}
