namespace Netes.Scheduler.State;

/// <summary>Gives every extended resource a small number, so that amounts are arrays and not maps.</summary>
internal sealed class ResourceNames
{
    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
    private readonly List<string> _names = [];

    public int Count => _names.Count;

    public int IdOf(string name)
    {
        if (!_ids.TryGetValue(name, out int id))
        {
            id = _names.Count;
            _ids.Add(name, id);
            _names.Add(name);
        }

        return id;
    }

    public string NameOf(int id) => _names[id];
}
