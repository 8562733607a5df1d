using System.Globalization;
using System.Text;

namespace Netes.Api.Validation;

/// <summary>
/// The way from the object's root to a field, printed as Kubernetes does: <c>spec.containers[0].ports[1].containerPort</c>,
/// <c>metadata.labels[key]</c>. A chain of small nodes; text is made only when an error is printed.
/// </summary>
public sealed class FieldPath
{
    private readonly FieldPath? parent;
    private readonly string name;
    private readonly int index;

    private FieldPath(FieldPath? parent, string name, int index)
    {
        this.parent = parent;
        this.name = name;
        this.index = index;
    }

    // What the index field says of a node that is no list element.
    private const int Field = -1;
    private const int MapKey = -2;

    /// <summary>The path of what holds this field; null for the first.</summary>
    public FieldPath? Parent => parent;

    /// <summary>A path that starts with the given fields.</summary>
    public static FieldPath Of(params ReadOnlySpan<string> names)
    {
        FieldPath? path = null;
        foreach (var name in names)
            path = new FieldPath(path, name, Field);
        return path ?? throw new ArgumentException("a path needs a name", nameof(names));
    }

    public FieldPath Child(string name) => new(this, name, Field);

    public FieldPath Child(string first, string second) => new(new FieldPath(this, first, Field), second, Field);

    /// <summary>An element of the list that this path names.</summary>
    public FieldPath Index(int index) => new(this, "", index);

    /// <summary>The value under a key of the map that this path names.</summary>
    public FieldPath Key(string key) => new(this, key, MapKey);

    /// <summary>A field of <paramref name="parent"/>, or of the root when there is none.</summary>
    public static FieldPath Join(FieldPath? parent, string name) => new(parent, name, Field);

    public override string ToString()
    {
        var text = new StringBuilder();
        Write(text);
        return text.ToString();
    }

    private void Write(StringBuilder text)
    {
        parent?.Write(text);
        switch (index)
        {
            case Field:
                if (parent is not null) text.Append('.');
                text.Append(name);
                break;
            case MapKey:
                text.Append('[').Append(name).Append(']');
                break;
            default:
                text.Append('[').Append(index.ToString(CultureInfo.InvariantCulture)).Append(']');
                break;
        }
    }
}
