using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Azure.Surface.Tests;

/// <summary>What a compiled assembly uses of others: every type and member it refers to, and every property its attributes set.</summary>
internal sealed class Uses
{
    private readonly MetadataReader _reader;
    private readonly string _of;

    private Uses(MetadataReader reader, string of) => (_reader, _of) = (reader, of);

    /// <param name="image">The assembly that uses.</param>
    /// <param name="of">The name of the assembly that is used.</param>
    public static IReadOnlyList<Member> Of(ImmutableArray<byte> image, string of)
    {
        using var file = new PEReader(image);
        var uses = new Uses(file.GetMetadataReader(), of);
        return [.. uses.Types().Concat(uses.Members()).Concat(uses.AttributeProperties()).Distinct()];
    }

    private IEnumerable<Member> Types() =>
        _reader.TypeReferences.Where(type => IsOf(type)).Select(type => new Member(TypeText.NameOf(_reader, type), ""));

    private IEnumerable<Member> Members() => _reader.MemberReferences
        .Select(_reader.GetMemberReference)
        .Where(member => IsOf(member.Parent))
        .Select(member => new Member(Owner(member.Parent), _reader.GetString(member.Name), SignatureOf(member)));

    private IEnumerable<Member> AttributeProperties() =>
        from handle in _reader.CustomAttributes
        let attribute = _reader.GetCustomAttribute(handle)
        where attribute.Constructor.Kind == HandleKind.MemberReference
        let type = _reader.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent
        where IsOf(type)
        from property in attribute.DecodeValue(TypeText.Provider).NamedArguments
        select new Member(Owner(type), "set_" + property.Name, $"({property.Type}) : Void");

    private static string SignatureOf(MemberReference member) => member.GetKind() == MemberReferenceKind.Method
        ? TypeText.MethodText(member.DecodeMethodSignature(TypeText.Provider, null))
        : " : " + member.DecodeFieldSignature(TypeText.Provider, null);

    // Response<TableItem>.Value is a member of Response`1.
    private string Owner(EntityHandle parent) => TypeText.NameOf(_reader, parent).Split('<')[0];

    private bool IsOf(EntityHandle handle) => handle.Kind switch
    {
        HandleKind.TypeReference => IsOf(_reader.GetTypeReference((TypeReferenceHandle)handle).ResolutionScope),
        HandleKind.AssemblyReference => _reader.GetString(_reader.GetAssemblyReference((AssemblyReferenceHandle)handle).Name) == _of,
        HandleKind.TypeSpecification => IsOfSpecification((TypeSpecificationHandle)handle),
        _ => false,
    };

    private bool IsOfSpecification(TypeSpecificationHandle handle)
    {
        var generic = TypeText.NameOf(_reader, (EntityHandle)handle).Split('<')[0];
        return _reader.TypeReferences.Any(type => IsOf(type) && TypeText.NameOf(_reader, type) == generic);
    }
}
