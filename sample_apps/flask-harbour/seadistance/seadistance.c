/* Distances on the sea, in nautical miles, along the shortest way on a sphere. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <math.h>

static const double RADIANS = 3.14159265358979323846 / 180.0;
static const double EARTH_RADIUS = 3440.065; /* nautical miles */

static PyObject *between(PyObject *self, PyObject *args)
{
    double lat1, lon1, lat2, lon2;
    if (!PyArg_ParseTuple(args, "dddd", &lat1, &lon1, &lat2, &lon2))
        return NULL;
    double north = sin((lat2 - lat1) * RADIANS / 2.0);
    double east = sin((lon2 - lon1) * RADIANS / 2.0);
    double h = north * north + cos(lat1 * RADIANS) * cos(lat2 * RADIANS) * east * east;
    return PyFloat_FromDouble(2.0 * EARTH_RADIUS * asin(sqrt(h)));
}

static PyMethodDef methods[] = {
    {"between", between, METH_VARARGS, "between(lat1, lon1, lat2, lon2): degrees to nautical miles."},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef module = {
    PyModuleDef_HEAD_INIT, "seadistance", "Distances on the sea.", -1, methods, NULL, NULL, NULL, NULL,
};

PyMODINIT_FUNC PyInit_seadistance(void)
{
    return PyModule_Create(&module);
}
