using System.Xml;
using Azure.Storage.Queues;

namespace Plum.Standalone.Queues;

/// <summary>Message bodies as the text that is stored and sent.</summary>
internal static class MessageText
{
    public static string Encode(BinaryData body, QueueMessageEncoding encoding)
    {
        if (encoding == QueueMessageEncoding.Base64)
        {
            return Convert.ToBase64String(body.ToMemory().Span);
        }

        // The wire is XML; what it cannot hold must fail in the embedded store too.
        return XmlConvert.VerifyXmlChars(body.ToString());
    }

    /// <summary>Throws a <see cref="FormatException"/>, as the Azure package does, where Base64 is expected and the text is none.</summary>
    public static BinaryData Decode(string text, QueueMessageEncoding encoding) =>
        encoding == QueueMessageEncoding.Base64 ? new(Convert.FromBase64String(text)) : new(text);
}
