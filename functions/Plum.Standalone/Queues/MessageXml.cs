using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using Azure.Core;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;

namespace Plum.Standalone.Queues;

/// <summary>Messages as the queue service's XML.</summary>
internal static class MessageXml
{
    public static byte[] Write(string text)
    {
        using var stream = new MemoryStream();
        var settings = new XmlWriterSettings { Encoding = new UTF8Encoding(false), NewLineHandling = NewLineHandling.Entitize };
        using (var xml = XmlWriter.Create(stream, settings))
        {
            new XElement("QueueMessage", new XElement("MessageText", text)).WriteTo(xml);
        }

        return stream.ToArray();
    }

    public static SendReceipt ReadReceipt(BinaryData body)
    {
        var message = Messages(body).Single();
        return new()
        {
            MessageId = Text(message, "MessageId"),
            PopReceipt = Text(message, "PopReceipt"),
            InsertionTime = Instant(message, "InsertionTime"),
            ExpirationTime = Instant(message, "ExpirationTime"),
            TimeNextVisible = Instant(message, "TimeNextVisible"),
        };
    }

    public static QueueMessage[] ReadMessages(BinaryData body, QueueMessageEncoding encoding) =>
    [
        .. Messages(body).Select(message => new QueueMessage
        {
            MessageId = Text(message, "MessageId"),
            PopReceipt = Text(message, "PopReceipt"),
            Body = MessageText.Decode(Text(message, "MessageText"), encoding),
            DequeueCount = long.Parse(Text(message, "DequeueCount"), CultureInfo.InvariantCulture),
            InsertedOn = Instant(message, "InsertionTime"),
            ExpiresOn = Instant(message, "ExpirationTime"),
            NextVisibleOn = Instant(message, "TimeNextVisible"),
        }),
    ];

    public static PeekedMessage[] ReadPeeked(BinaryData body, QueueMessageEncoding encoding) =>
    [
        .. Messages(body).Select(message => new PeekedMessage
        {
            MessageId = Text(message, "MessageId"),
            Body = MessageText.Decode(Text(message, "MessageText"), encoding),
            DequeueCount = long.Parse(Text(message, "DequeueCount"), CultureInfo.InvariantCulture),
            InsertedOn = Instant(message, "InsertionTime"),
            ExpiresOn = Instant(message, "ExpirationTime"),
        }),
    ];

    public static UpdateReceipt ReadUpdate(ResponseHeaders headers) => new()
    {
        PopReceipt = headers.TryGetValue("x-ms-popreceipt", out var receipt) ? receipt : "",
        NextVisibleOn = headers.TryGetValue("x-ms-time-next-visible", out var next) ? Instant(next) : default,
    };

    private static IEnumerable<XElement> Messages(BinaryData body)
    {
        using var stream = body.ToStream();
        return XDocument.Load(stream, LoadOptions.PreserveWhitespace).Root!.Elements("QueueMessage");
    }

    private static string Text(XElement message, string name) => message.Element(name)?.Value ?? "";

    private static DateTimeOffset Instant(XElement message, string name) => Instant(Text(message, name));

    private static DateTimeOffset Instant(string text) =>
        DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
