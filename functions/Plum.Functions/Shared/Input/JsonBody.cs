using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;

namespace Plum.Functions.Shared.Input;

/// <summary>A JSON object as a request's fields.</summary>
internal static class JsonBody
{
    public const int MaxDepth = 16;

    public static void Read(ReadOnlyMemory<byte> body, RequestFields fields)
    {
        body = body.Span.StartsWith("\uFEFF"u8) ? body[3..] : body;
        if (!Utf8.IsValid(body.Span))
        {
            throw new BadRequestBodyException(400, "The JSON body is not UTF-8.");
        }

        try
        {
            // Not disposed: the fields refer to it for as long as they live.
            var root = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = MaxDepth }).RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                throw new BadRequestBodyException(400, "The JSON body must be an object.");
            }

            foreach (var property in root.EnumerateObject())
            {
                fields.AddJson(property.Name, property.Value);
            }
        }
        catch (JsonException e)
        {
            throw new BadRequestBodyException(
                400,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The body is not valid JSON (line {(e.LineNumber ?? 0) + 1}, byte {(e.BytePositionInLine ?? 0) + 1})."));
        }
        catch (InvalidOperationException)
        {
            throw new BadRequestBodyException(400, "The JSON body holds half of a surrogate pair, which is no text.");
        }
    }
}
