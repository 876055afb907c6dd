namespace Plum.Core.Validation;

/// <summary>What is wrong with a request, by field, in the order it was found: the body of a 422.</summary>
public sealed class FieldErrors
{
    private readonly OrderedDictionary<string, List<string>> _messages = [];

    public bool None => _messages.Count == 0;

    public IEnumerable<KeyValuePair<string, List<string>>> Messages => _messages;

    public bool Has(string field) => _messages.ContainsKey(field);

    public void Add(string field, string message)
    {
        if (!_messages.TryGetValue(field, out var messages))
        {
            _messages.Add(field, messages = []);
        }

        messages.Add(message);
    }

    public void Add(string field, Func<string, string> text) => Add(field, text(field));
}
