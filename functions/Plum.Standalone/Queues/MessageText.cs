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

    /// <summary>A text that is no Base64 comes as it is: somebody else sent it, and refusing it would block those behind it.</summary>
    public static BinaryData Decode(string text, QueueMessageEncoding encoding)
    {
        var bytes = encoding == QueueMessageEncoding.Base64 ? new byte[text.Length] : [];
        return encoding == QueueMessageEncoding.Base64 && Convert.TryFromBase64String(text, bytes, out var length)
            ? new BinaryData(bytes.AsMemory(0, length))
            : new BinaryData(text);
    }
}
